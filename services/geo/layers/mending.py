"""Shapes checked and mended: valid, two-dimensional, of the right kind, somewhere on earth."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from services.geo.layers import limits
from services.geo.layers.features import AREAS, LayerUnusable, Report
from services.geo.layers.tables import Table

if TYPE_CHECKING:
    from services.geo.layers.reading import Form

MOST_MENDED = 200_000  # vertices of one area that crosses itself: mending may take much longer than reading


def mend(table: Table, codes: Sequence[str], form: "Form", report: Report) -> np.ndarray:
    """The shapes as they are stored, None for those left out; the report says what was done to which."""
    shapes = table.shapes.copy()
    _refuse_missing(shapes, codes, form)
    _refuse_foreign(shapes, codes)
    report.vertices = int(shapely.get_num_coordinates(shapes).sum())
    if report.vertices > limits.MOST_VERTICES:
        raise LayerUnusable(f"The layer has {report.vertices:,} vertices, more than {limits.MOST_VERTICES:,}.")
    report.flattened = [codes[number] for number in np.flatnonzero(table.had_heights).tolist()]
    if form.shapes is AREAS:
        for number in np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)).tolist():
            report.repaired.append(f"{codes[number]}: {shapely.is_valid_reason(shapes[number])}")
            shapes[number] = _valid(codes[number], shapes[number])
    return shapes


def _refuse_missing(shapes: np.ndarray, codes: Sequence[str], form: "Form") -> None:
    """Rows without a shape become None where they may be left out."""
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if empty.any() and not form.skip_empty:
        number = np.flatnonzero(empty).tolist()[0]
        why = "empty" if shapes[number] is not None else "without a shape that can be read"
        raise LayerUnusable(f"Feature {codes[number]} is {why}; `skip_empty = true` leaves such features out.")
    shapes[empty] = None
    kinds = {shape.geom_type: number for number, shape in enumerate(shapes) if shape is not None}
    for kind, number in kinds.items():
        if kind not in form.shapes:
            raise LayerUnusable(f"Feature {codes[number]} is {kind}; expected {' or '.join(form.shapes)}.")


def _refuse_foreign(shapes: np.ndarray, codes: Sequence[str]) -> None:
    bounds = shapely.bounds(shapes)
    there = ~shapely.is_missing(shapes)
    for number in np.flatnonzero(there & ~np.isfinite(bounds).all(axis=1)).tolist():
        raise LayerUnusable(f"Feature {codes[number]} has coordinates that are not numbers.")
    west, south, east, north = bounds.T
    for number in np.flatnonzero(there & ((west < -180) | (east > 180) | (south < -90) | (north > 90))).tolist():
        raise LayerUnusable(
            f"Feature {codes[number]} lies outside longitude ±180 and latitude ±90: not WGS 84 degrees? "
            "Name the coordinate system with `crs`."
        )


def _valid(code: str, shape: Any) -> Any:
    if shapely.get_num_coordinates(shape) > MOST_MENDED:
        raise LayerUnusable(f"Feature {code} crosses itself and has more than {MOST_MENDED:,} vertices.")
    try:
        mended = shapely.make_valid(shape)
    except (shapely.errors.GEOSException, MemoryError) as error:
        raise LayerUnusable(f"Feature {code} cannot be mended: {error}.") from error
    areas = _areas_of(mended)
    if not areas:
        raise LayerUnusable(f"Feature {code} encloses no area.")
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)


def _areas_of(shape: Any) -> list:
    parts = shapely.get_parts(shapely.get_parts([shape]))
    return [part for part in parts if part.geom_type == "Polygon" and part.area > 0]


def join(shapes: Sequence[Any]) -> Any:
    """One area of several."""
    areas = _areas_of(shapely.union_all(shapes))
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)
