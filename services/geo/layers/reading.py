"""Layer files: GeoJSON read, checked and repaired before anything of it is stored."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import shapely

AREAS = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString")
POINTS = ("Point",)
LARGEST_FILE = 256 * 1024 * 1024  # bytes
MOST_VERTICES = 4_000_000
LONGEST_CODE = 64
LONGEST_NAME = 200
KNOWN_CRS = ("CRS84", "EPSG::4326", "EPSG:4326")


class LayerUnusable(ValueError):
    """The layer file cannot be used; the text says which feature and why."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a layer in WGS 84 longitude and latitude; the geometry is two-dimensional and valid."""

    code: str
    name: str
    geometry: Any
    properties: dict


@dataclass(slots=True)
class Report:
    """What was found and mended while a layer was read."""

    features: int = 0
    vertices: int = 0
    repaired: list[str] = field(default_factory=list)
    flattened: list[str] = field(default_factory=list)


def read_layer(content: bytes, code_field: str, name_field: str, shapes=AREAS) -> tuple[list[Feature], Report]:
    """Features in the order of their codes, and the report; LayerUnusable when the content must not be used."""
    rows = _features_of(content)
    report = Report(features=len(rows))
    features = [_feature(number, row, (code_field, name_field, shapes), report) for number, row in enumerate(rows)]
    _refuse_duplicates(features)
    return sorted(features, key=lambda feature: feature.code), report


def _features_of(content: bytes) -> list[dict]:
    if len(content) > LARGEST_FILE:
        raise LayerUnusable(f"The file has {len(content)} bytes, more than {LARGEST_FILE}.")
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise LayerUnusable(f"The file is not JSON: {error}.") from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise LayerUnusable("The file is not a GeoJSON FeatureCollection.")
    _refuse_foreign_crs(document.get("crs"))
    rows = document.get("features")
    if not isinstance(rows, list) or not rows:
        raise LayerUnusable("The layer has no features.")
    return rows


def _refuse_foreign_crs(crs) -> None:
    if crs is None:
        return
    name = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, dict) else str(crs)
    if not name.endswith(KNOWN_CRS):
        raise LayerUnusable(f"The coordinates are in {name or 'an unnamed system'}, not WGS 84 (CRS84).")


def _feature(number: int, row: Any, form: tuple, report: Report) -> Feature:
    code_field, name_field, shapes = form
    properties = row.get("properties") if isinstance(row, dict) else None
    if not isinstance(properties, dict):
        raise LayerUnusable(f"Feature {number} has no properties.")
    # Stretches of road share their route number and most have none: their place in the file names them.
    code = f"{number:07d}" if shapes is LINES else _text(properties, code_field, LONGEST_CODE, number)
    name = _text(properties, name_field, LONGEST_NAME, number)
    geometry = _geometry(code, row.get("geometry"), shapes)
    return Feature(code, name, _mended(code, geometry, shapes, report), properties)


def _text(properties: dict, member: str, longest: int, number: int) -> str:
    value = properties.get(member)
    text = "" if value is None or isinstance(value, dict | list) else str(value).strip()
    if not text or len(text) > longest or "\x00" in text:
        raise LayerUnusable(f"Feature {number} has no usable {member} (text of 1 to {longest} characters).")
    return text


def _geometry(code: str, value: Any, shapes) -> Any:
    if not isinstance(value, dict) or value.get("type") not in shapes:
        kind = value.get("type") if isinstance(value, dict) else None
        raise LayerUnusable(f"Feature {code} is {kind or 'without geometry'}; expected {' or '.join(shapes)}.")
    try:
        geometry = shapely.from_geojson(orjson.dumps(value))
    except (shapely.errors.GEOSException, shapely.errors.ShapelyError) as error:
        raise LayerUnusable(f"The coordinates of feature {code} cannot be read: {error}.") from error
    if geometry is None or geometry.is_empty:
        raise LayerUnusable(f"Feature {code} is empty.")
    return geometry


def _mended(code: str, geometry: Any, shapes, report: Report) -> Any:
    _refuse_foreign_coordinates(code, geometry)
    report.vertices += int(shapely.get_num_coordinates(geometry))
    if report.vertices > MOST_VERTICES:
        raise LayerUnusable(f"The layer has more than {MOST_VERTICES} vertices.")
    if shapely.has_z(geometry):
        report.flattened.append(code)
        geometry = shapely.force_2d(geometry)
    if shapes is not AREAS or geometry.is_valid:
        return geometry
    report.repaired.append(f"{code}: {shapely.is_valid_reason(geometry)}")
    return _areas_only(code, shapely.make_valid(geometry))


def _refuse_foreign_coordinates(code: str, geometry: Any) -> None:
    west, south, east, north = shapely.bounds(geometry)
    if not np.isfinite([west, south, east, north]).all():
        raise LayerUnusable(f"Feature {code} has coordinates that are not numbers.")
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise LayerUnusable(f"Feature {code} lies outside longitude ±180 and latitude ±90: not WGS 84 degrees?")


def _areas_only(code: str, geometry: Any) -> Any:
    parts = shapely.get_parts(shapely.get_parts([geometry]))
    areas = [part for part in parts if part.geom_type == "Polygon" and part.area > 0]
    if not areas:
        raise LayerUnusable(f"Feature {code} encloses no area.")
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)


def _refuse_duplicates(features: list[Feature]) -> None:
    times = Counter(feature.code for feature in features)
    twice = sorted(code for code, count in times.items() if count > 1)
    if twice:
        raise LayerUnusable(f"Codes that stand more than once: {', '.join(twice[:10])}.")
