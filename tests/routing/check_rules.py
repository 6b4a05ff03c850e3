"""`make check-rules`: 783 type–queue pairs of a real city as rules; dry run, activation and routing must agree."""

import argparse
import sys
import tempfile
from pathlib import Path

from services.geo.layers.manifest import data_folder
from tests.routing.check_promises import a_store
from tests.routing.city_rules import City, read_filed, read_pairs
from tests.routing.city_trial import CityTrial

PAIRS, REQUESTS = "requests/boston_service_types.csv", "requests/boston_311_2011h2.csv.gz"


def main(arguments: list[str]) -> int:
    """Print what came of it; fails where a request goes elsewhere than the dry run said."""
    parser = argparse.ArgumentParser(description="A real city's queues as rules.")
    parser.add_argument("--many", type=int, default=5000)
    many = parser.parse_args(arguments).many
    folder = data_folder()
    if not (folder / REQUESTS).exists():
        print(f"hub311: there is no {folder / REQUESTS}; HUB311_DATA names the folder", file=sys.stderr)
        return 2
    city = City(read_pairs(folder / PAIRS), list(read_filed(folder / REQUESTS)))
    chosen = city.filed[:: len(city.filed) // many][:many]
    with tempfile.TemporaryDirectory() as scratch:
        store = a_store(Path(scratch))
        report = CityTrial(store, city).run(chosen)
        store.engine.dispose()
    print(
        f"hub311: {len(city.pairs)} pairs are {report.rules} rules for {report.departments} queues\n"
        f"  dry run over {report.requests} requests: {report.different} would move, {report.dry_run_seconds:.1f} s\n"
        f"  once active, {report.requests - len(report.disagreements)} of {report.requests} went as the dry run said"
        f", {report.as_the_city} as the city filed them\n"
        f"  errors among the rules: {len(report.faults)}"
    )
    print("\n".join([*report.faults, *report.disagreements][:20]), end="")
    return 1 if report.disagreements or report.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
