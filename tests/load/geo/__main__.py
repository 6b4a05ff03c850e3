"""`python -m tests.load.geo [--manifest …] [--seconds 10] [--points 20000]`; writes var/bench-geo.json."""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from deploy.local import Stack
from deploy.places import state_folder
from deploy.postgres import PostgresUnavailable
from services.common.database import Store, engine_for
from services.geo.load import load
from tests.load.geo import inside, over_http, postgis
from tests.load.geo.figures import Table
from tests.postgis.loaded import NoPostgis, loaded, map_of
from tests.postgis.points import Points, anywhere
from tests.postgis.tables import make_areas

MANIFEST = Path("deploy/counties/montgomery.toml")


def main(arguments: list[str]) -> int:
    """Measure the service with the sample county and a real one, then PostGIS with the real one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifest", type=Path, default=MANIFEST)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--points", type=int, default=20_000)
    given = parser.parse_args(arguments)
    table, folder = Table(), state_folder() / "bench" / "geo"
    shutil.rmtree(folder, ignore_errors=True)
    with Stack(folder, environment={"HUB311_LIMITS": "off"}) as stack:
        points = _service(table, stack, given)
    _postgis(table, given.manifest, points)
    path = state_folder() / "bench-geo.json"
    path.write_text(json.dumps(table.figures, indent=2, ensure_ascii=False) + "\n")
    print(f"hub311: written to {path}")
    return 0


def _service(table: Table, stack: Stack, given: argparse.Namespace) -> Points:
    os.environ |= {name: value for name, value in stack.environment.items() if name.startswith("HUB311_")}
    store = Store(engine_for(stack.databases["geo"]), "geo")
    load(store, given.manifest)
    atlas = map_of(store)
    store.engine.dispose()
    points = anywhere(atlas.areas, given.points, seed=311)
    over_http.measure(table, stack.url, points, given.seconds)
    inside.measure(table, atlas, points)
    return points


def _postgis(table: Table, manifest: Path, points: Points) -> None:
    try:
        with loaded(manifest) as place:
            with place.engine.begin() as connection:
                make_areas(connection)
            postgis.measure(table, place.engine, points[:5_000])
    except (NoPostgis, PostgresUnavailable) as reason:
        print(f"  PostGIS is not measured: {reason}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
