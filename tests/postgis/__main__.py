"""`make check-places`: geo against PostGIS on 100,000 points anywhere and 20,000 within 10 m of a border."""

import argparse
import sys
import time
from pathlib import Path

from deploy.postgres import PostgresUnavailable
from tests.postgis.comparison import compare
from tests.postgis.loaded import NoPostgis, loaded
from tests.postgis.points import anywhere, near_borders
from tests.postgis.tables import make_areas

MANIFEST = Path("deploy/counties/montgomery.toml")
NEAR_METRES = 10.0


def main(arguments: list[str]) -> int:
    """Load the layers, ask both about the same points, print what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    parser.add_argument("--points", type=int, default=100_000)
    parser.add_argument("--near", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=311)
    given = parser.parse_args(arguments)
    began = time.monotonic()
    try:
        with loaded(given.manifest) as place, place.engine.begin() as connection:
            index = place.atlas.areas
            make_areas(connection)
            points = anywhere(index, given.points, given.seed)
            points += near_borders(index, given.near, NEAR_METRES, given.seed)
            found = compare(connection, place.atlas, points)
    except (NoPostgis, PostgresUnavailable) as reason:
        print(f"hub311: places are not compared: {reason}", file=sys.stderr)
        return 3
    print(f"hub311: {len(index.areas)} areas, {time.monotonic() - began:.0f} s: {found.report()}")
    return 1 if found.differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
