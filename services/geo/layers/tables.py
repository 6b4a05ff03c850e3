"""Files read by GDAL: columns and shapes in WGS 84, whatever the format and the coordinate system were."""

import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from services.geo.layers import limits
from services.geo.layers.features import LayerUnusable
from services.geo.layers.sources import GEOJSON, GEOPACKAGE, Source, refuse_large

WGS84 = "OGC:CRS84"
BYTES_A_VERTEX = 16
END = 65536  # bytes at either end of a file in which GeoJSON names its coordinate system
STATED = re.compile(rb'"crs"\s*:\s*\{[^}]*"name"\s*:\s*"((?:urn:|EPSG:|https?:)[^"]*)"')
ERRORS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, ValueError, UnicodeError)

Box = tuple[float, float, float, float]  # west, south, east, north in degrees


@dataclass(frozen=True)
class Wanted:
    """Which part of a file: the layer in it, its encoding and coordinate system where it does not say, and filters."""

    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    box: Box | None = None


@dataclass(frozen=True)
class Table:
    """Columns by name and as many shapes; a shape is None where none can be read. `notes` are the reader's own."""

    columns: dict[str, np.ndarray]
    shapes: np.ndarray
    had_heights: np.ndarray
    crs: str
    notes: list[str]

    def __len__(self) -> int:
        return len(self.shapes)


def read_table(source: Source, wanted: Wanted) -> Table:
    """Everything in the file that is wanted; LayerUnusable with the reason when it cannot or must not be read."""
    refuse_large(source.path, searched=bool(wanted.box or wanted.where))
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            table = _read(source, wanted)
        except LayerUnusable:
            raise
        except ERRORS as error:
            raise LayerUnusable(f"The file cannot be read as {source.driver}: {error}.") from error
        except (MemoryError, shapely.errors.GEOSException) as error:
            raise LayerUnusable(f"The file cannot be read: {error or 'it needs too much memory'}.") from error
    notes = sorted({str(one.message) for one in told if issubclass(one.category, RuntimeWarning)})
    return replace(table, notes=notes)


def _read(source: Source, wanted: Wanted) -> Table:
    # JSON may mean many things to GDAL, even a program: only what is named is tried.
    place = f"{GEOJSON}:{source.path}" if source.driver == GEOJSON else str(source.path)
    layer = wanted.layer if source.driver == GEOPACKAGE else None
    info = pyogrio.read_info(place, layer=layer, encoding=wanted.encoding, force_feature_count=not wanted.box)
    if info["driver"] != source.driver:
        raise LayerUnusable(f"The file looks like {source.driver} and is {info['driver']}.")
    if info["features"] > limits.MOST_FEATURES and not (wanted.box or wanted.where):
        raise LayerUnusable(f"The layer has {info['features']} features, more than {limits.MOST_FEATURES}.")
    crs = _crs(wanted.crs or _stated_crs(source) or info["crs"])
    meta, _, shapes, columns = pyogrio.raw.read(
        place,
        layer=layer,
        encoding=wanted.encoding,
        where=_condition(wanted.where, info["fields"]),
        bbox=_box_in(wanted.box, crs),
    )
    _refuse_many(shapes)
    given = shapely.from_wkb(shapes, on_invalid="ignore")
    named = dict(zip(meta["fields"], columns, strict=True))
    return Table(named, _in_degrees(given, crs), shapely.has_z(given), _name(crs), [])


def _crs(text: str | None) -> pyproj.CRS:
    if not text:
        raise LayerUnusable("The file does not say in which coordinate system it is: name it with `crs`.")
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise LayerUnusable(f"The coordinate system {text[:80]} is not known.") from error


def _stated_crs(source: Source) -> str | None:
    """What a GeoJSON file says of its coordinate system: GDAL takes one that it does not know for degrees."""
    if source.driver != GEOJSON:
        return None
    with source.path.open("rb") as file:
        ends = file.read(END)
        file.seek(max(source.path.stat().st_size - END, 0))
        ends += file.read(END)
    found = STATED.search(ends)
    return found[1].decode(errors="replace") if found else None


def _name(crs: pyproj.CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name


def _condition(where: Mapping[str, Any], known: Iterable[str]) -> str | None:
    """Equality with a value or one of several, as SQL that GDAL understands; names must be columns of the file."""
    exact = {name.lower(): name for name in known}
    parts = []
    for name, value in where.items():
        if name.lower() not in exact:
            raise LayerUnusable(f"There is no column {name} to choose by; there are {', '.join(known)}.")
        values = ", ".join(_literal(one) for one in (value if isinstance(value, list) else [value]))
        column = exact[name.lower()].replace('"', '""')
        parts.append(f'"{column}" IN ({values})')
    return " AND ".join(parts) or None


def _literal(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"


def _box_in(box: Box | None, crs: pyproj.CRS) -> Box | None:
    if box is None:
        return None
    found = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True).transform_bounds(*box)
    return (found[0], found[1], found[2], found[3])


def _refuse_many(shapes: np.ndarray) -> None:
    vertices = sum(len(shape) for shape in shapes if shape is not None) // BYTES_A_VERTEX
    if vertices > limits.MOST_VERTICES:
        raise LayerUnusable(f"The layer has about {vertices:,} vertices, more than {limits.MOST_VERTICES:,}.")


def _in_degrees(given: np.ndarray, crs: pyproj.CRS) -> np.ndarray:
    shapes = shapely.force_2d(given)
    if crs.equals(pyproj.CRS.from_user_input(WGS84), ignore_axis_order=True):
        return shapes
    turn = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    return shapely.transform(shapes, lambda pairs: np.column_stack(turn.transform(pairs[:, 0], pairs[:, 1])))
