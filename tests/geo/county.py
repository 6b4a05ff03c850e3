"""A small county for the tests: two towns side by side, a state road and a county road that cross."""

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from shapely import LineString, box

from services.geo.addresses.addresses import Address
from services.geo.atlas.atlas import Atlas, Content
from services.geo.atlas.index import LayerVersion, PreparedLayer
from services.geo.layers.features import AREAS, Feature
from services.geo.layers.reading import Form, read_layer
from services.geo.layers.sources import staged
from services.geo.places.roads import Road, road_of

FORM = Form("code", "name")
METRE = 1 / 111_012.0  # degrees of latitude at 39° north
WEST, MIDDLE, EAST, SOUTH, NORTH = -77.20, -77.15, -77.10, 39.00, 39.10


def square(west: float, south: float, east: float, north: float) -> list:
    """A ring of coordinates around a box."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def a_feature(code: str, rings: list, name: str | None = None, kind: str = "Polygon") -> dict:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name or code.title()},
        "geometry": {"type": kind, "coordinates": rings},
    }


def a_file(features: Iterable[dict], **members) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode()


def read(*features: dict, shapes=AREAS):
    return read_bytes(a_file(features), Form("code", "name", shapes))


def read_bytes(content: bytes, form: Form = FORM, suffix: str = ".geojson"):
    with NamedTemporaryFile(suffix=suffix) as file:
        file.write(content)
        file.flush()
        with staged(Path(file.name)) as source:
            return read_layer(source, form)


def a_layer(kind: str, *areas: tuple[str, tuple], jurisdiction: str = "sample", version: int = 1) -> PreparedLayer:
    features = [Feature(code, code.title(), box(*bounds), {}) for code, bounds in areas]
    return PreparedLayer(LayerVersion(jurisdiction, kind, version, "2022-12-05"), features)


COUNTY = a_layer("county", ("ashmere", (WEST, SOUTH, EAST, NORTH)))
TOWNS = a_layer("municipality", ("riverton", (WEST, SOUTH, MIDDLE, 39.05)), ("millbrook", (MIDDLE, SOUTH, EAST, 39.05)))
ZIPS = a_layer("zip_code", ("21301", (WEST, SOUTH, MIDDLE, NORTH)), ("21302", (MIDDLE, SOUTH, EAST, NORTH)))


def a_road(street: str, owner: str, *points: tuple[float, float], **more) -> Road:
    return road_of(street, {"street": street, "owner": owner, **more}, LineString(points))


TOLLIVER = a_road("Tolliver Pike", "state", (-77.16, 39.02), (-77.16, 39.06), route_number="SR 97")
CARROLL = a_road(
    "Carroll Ave", "county", (-77.17, 39.03), (-77.151, 39.03),
    left_from=7201, left_to=7399, right_from=7200, right_to=7398, zip_left="21301", zip_right="21301",
)  # fmt: skip


def an_address(number: int | None, street: str, long: float, lat: float, city: str = "Riverton", zip: str = "21301"):
    kind = "address" if number else "intersection"
    code = f"{number or 'x'}-{street}-{city}".lower().replace(" ", "-")
    return Address(code, number, street, None, city, zip, kind, long, lat)


ADDRESSES = (
    an_address(7300, "Carroll Ave", -77.1601, 39.0302),
    an_address(7306, "Carroll Ave", -77.1590, 39.0302),
    an_address(7310, "Carroll Ave", -77.1580, 39.0302),
    an_address(100, "Main St", -77.19, 39.01),
    an_address(100, "Main St", -77.12, 39.01, "Millbrook", "21302"),
    an_address(12, "N Fifth St", -77.18, 39.02),
    an_address(8, "Saint Margaret's Way", -77.18, 39.03),
)


def an_atlas(layers=(COUNTY, TOWNS, ZIPS), roads=(TOLLIVER, CARROLL), addresses=ADDRESSES) -> Atlas:
    return Atlas(Content(layers, roads, addresses))
