"""The sample county's files, read once for the tests that hold them together."""

import json
import re
import tomllib
from functools import cache
from pathlib import Path

import shapely
from shapely.geometry import Point, shape

FOLDER = Path(__file__).parents[2] / "deploy" / "sample"
COVERING = (
    "zip_code",
    "council_district",
    "school_board_district",
    "state_house_district",
    "state_senate_district",
    "congressional_district",
    "service_area",
)
METRES_PER_DEGREE = 111_195  # of latitude


@cache
def load(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def layer(kind):
    """Return [(properties, shape)] of a layer, in the order of its file."""
    collection = json.loads((FOLDER / "layers" / f"{kind}.geojson").read_text(encoding="utf-8"))
    return [(row["properties"], shape(row["geometry"])) for row in collection["features"]]


@cache
def manifest():
    return tomllib.loads((FOLDER / "layers" / "manifest.toml").read_text(encoding="utf-8"))["layer"]


def codes(name, member="code"):
    return {row[member] for row in load(name)}


def area_codes(kind):
    return {properties["code"] for properties, _ in layer(kind)}


def codes_at(kind, point):
    return [properties["code"] for properties, area in layer(kind) if area.intersects(point)]


def addresses(kind="address"):
    return [(properties, point) for properties, point in layer("addresses") if properties["kind"] == kind]


@cache
def blocks_of(street):
    return [(properties, line) for properties, line in layer("roads") if properties["street"] == street]


def metres(point, line):
    """Return the distance in metres; good to a percent over the few hundred metres that are asked for."""
    east = 0.776  # of a degree of latitude, at 39.1 degrees north
    flat = shapely.transform(line, lambda positions: positions * (east, 1))
    return flat.distance(Point(point.x * east, point.y)) * METRES_PER_DEGREE


def phones():
    """Return every telephone number that the files call somebody's."""
    listed = {n["number"] for agency in load("directory") for n in agency["numbers"]}
    named = {row["phone"] for name in ("departments", "directory", "facilities") for row in load(name)}
    return listed | named | {load("county")["ten_digit"]}


def hours():
    """Return [(name, hours)] of everything that opens and closes."""
    named = [(row.get("id", row.get("code")), row["hours"]) for name in OPENING for row in load(name)]
    return [(name, own) for name, own in named if own]


OPENING = ("departments", "directory", "facilities")
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.json")))
URLS = re.findall(r"https?://[^\s\"')]+", TEXT)
