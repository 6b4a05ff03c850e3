"""Manifests and layer files on disk for the tests that load them."""

from pathlib import Path

from tests.geo.county import EAST, MIDDLE, NORTH, SOUTH, WEST, a_feature, a_file, square

MANIFEST = """
[[layer]]
kind = "county"
file = "county.geojson"
valid_from = 2010-01-01
licence = "CC0-1.0"

[[layer]]
kind = "council_district"
file = "council.geojson"
valid_from = 2022-12-05

[[layer]]
kind = "roads"
file = "roads.geojson"
name_field = "street"

[[layer]]
kind = "addresses"
file = "addresses.geojson"
code_field = "id"
name_field = "street"
"""


def write_county(folder: Path, border: float = MIDDLE) -> Path:
    """Write a manifest with a county, two council districts that meet at `border`, a road and an address."""
    line = {"type": "LineString", "coordinates": [[-77.17, 39.03], [-77.15, 39.03]]}
    road = {"type": "Feature", "geometry": line, "properties": {"street": "Carroll Ave", "owner": "county"}}
    point = {"type": "Point", "coordinates": [-77.16, 39.0301]}
    house = {"id": "7300-carroll", "number": 7300, "street": "Carroll Ave", "city": "Riverton", "zip": "21301"}
    address = {"type": "Feature", "geometry": point, "properties": house}
    files = {
        "county": [a_feature("ashmere", [square(WEST, SOUTH, EAST, NORTH)])],
        "council": [
            a_feature("1", [square(WEST, SOUTH, border, NORTH)], "District 1"),
            a_feature("2", [square(border, SOUTH, EAST, NORTH)], "District 2"),
        ],
        "roads": [road],
        "addresses": [address],
    }
    for name, features in files.items():
        (folder / f"{name}.geojson").write_bytes(a_file(features))
    (folder / "manifest.toml").write_text(MANIFEST)
    return folder / "manifest.toml"
