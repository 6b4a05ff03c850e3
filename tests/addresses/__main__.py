"""`make bench-addresses`: 2,400 addresses as people write them, and the real schools of HUB311_DATA."""

import argparse
import sys
import tempfile
from pathlib import Path

from deploy.places import PROJECT
from services.geo.addresses.addresses import AddressBook
from services.geo.layers.manifest import data_folder
from tests.addresses import schools
from tests.addresses.cases import cases_of, read
from tests.addresses.loaded import book_of_manifests
from tests.addresses.trial import Score, ask

SAMPLE = PROJECT / "deploy" / "sample" / "layers" / "manifest.toml"
COUNTY = PROJECT / "deploy" / "counties" / "montgomery.toml"
SCHOOLS = "gazetteer/moco_school_addresses.csv"


def main(arguments: list[str]) -> int:
    """Print the share of each form that comes first and among three, and how long an answer takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=2400)
    given = parser.parse_args(arguments)
    real = data_folder() / SCHOOLS
    with tempfile.TemporaryDirectory() as folder:
        manifests = [SAMPLE, COUNTY] if real.exists() else [SAMPLE]
        book = book_of_manifests(Path(folder), manifests)
    print(f"hub311: {len(book.streets.names)} streets, {len(book.addresses)} addresses and crossings are loaded")
    addresses = read(SAMPLE.parent / "addresses.geojson")
    _print(ask(book, cases_of(addresses, given.many)))
    if real.exists():
        _schools(book, schools.read_schools(real))
    return 0


def _print(scores: dict[str, Score]) -> None:
    for form, score in sorted(scores.items()):
        top3, p99 = score.three / score.many, score.slowest()
        print(f"  {form:<20} {score.many:>5}  top-1 {score.top1:.4f}  top-3 {top3:.4f}  p99 {p99:.2f} ms")
        for missed in score.missed[:3]:
            print(f"      {missed}")


def _schools(book: AddressBook, rows: list[schools.School]) -> None:
    left_out = schools.outside(book, rows)
    first, three = schools.found_inside(book, rows, left_out)
    inside = len(rows) - len(left_out)
    print(f"  schools on loaded streets {inside} of {len(rows)}: first {first}, among three {three}")
    print(f"  outside loaded streets: {', '.join(sorted(left_out))}")
    _print(ask(schools.book_of(rows), schools.cases_of(rows)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
