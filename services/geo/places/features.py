"""A single feature for a map: its border as GeoJSON, small enough for one message."""

from typing import Any

import orjson
import shapely

from services.geo.atlas.atlas import Atlas
from services.geo.contract.layers import FeatureNotFound

MOST_VERTICES = 5000  # about 200 KB of JSON at most; a message has at most 256 KB
FIRST_TOLERANCE = 1e-5  # degrees: about a metre
DIGITS = 1e-6  # degrees: a tenth of a metre
METRES_A_DEGREE = 111_320.0


def read_feature(atlas: Atlas, wish: dict[str, Any]) -> dict[str, Any]:
    """The GeoJSON feature of an active layer; FeatureNotFound when there is none."""
    number = _find(atlas, wish)
    if number is None:
        raise FeatureNotFound
    area = atlas.areas.areas[number]
    shape, metres = _small_enough(atlas.areas.shapes[number])
    properties = {
        "code": area.code,
        "name": area.name,
        "kind": area.layer.kind,
        "jurisdiction_id": area.layer.jurisdiction_id,
        "version": area.layer.version,
        "valid_from": area.layer.valid_from,
        "simplified_metres": metres,
    }
    return {"type": "Feature", "geometry": orjson.loads(shapely.to_geojson(shape)), "properties": properties}


def _find(atlas: Atlas, wish: dict[str, Any]) -> int | None:
    wanted = wish.get("jurisdiction_id")
    owners = [layer.jurisdiction_id for layer in atlas.areas.layers if layer.kind == wish["kind"]]
    numbers = (atlas.areas.find(owner, wish["kind"], wish["code"]) for owner in owners if wanted in (None, owner))
    return next((number for number in numbers if number is not None), None)


def _small_enough(shape: Any) -> tuple[Any, float]:
    """The shape with at most so many vertices, and by how many metres its border may differ."""
    tolerance, small = 0.0, shape
    while shapely.get_num_coordinates(small) > MOST_VERTICES:
        tolerance = tolerance * 2 or FIRST_TOLERANCE
        small = shapely.simplify(shape, tolerance)
    exact = shapely.get_num_coordinates(small) == shapely.get_num_coordinates(shape)
    rounded = small if exact else shapely.set_precision(small, DIGITS)
    return rounded, round(tolerance * METRES_A_DEGREE, 1)
