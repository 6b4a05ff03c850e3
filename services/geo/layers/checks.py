"""A layer held against its county and the version before: what somebody should look at before it is active."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from services.geo.layers.features import Feature, LayerUnusable

# Kinds that divide the whole county among them: what is in none of their areas is a gap.
DIVIDING = ("council_district", "school_board_district", "state_house_district", "state_senate_district",
            "congressional_district", "zip_code", "service_area")  # fmt: skip
LEAST_KM2 = 0.01  # smaller overlaps, gaps and parts outside are two surveys of one line
MOVED = 0.05  # of an area: so much may change hands without a question
FEWER = 0.2  # of the features
SHOWN = 5
KM_A_DEGREE = 111.32
LEAST_DEGREES = LEAST_KM2 / KM_A_DEGREE**2

Before = Mapping[str, Any]  # code -> shape of the version before


@dataclass(frozen=True)
class Surroundings:
    """What a layer is held against; None and empty where there is nothing yet."""

    county: Any = None
    before: Before | None = None


def check(kind: str, features: Sequence[Feature], around: Surroundings) -> list[str]:
    """Warnings, each a sentence; LayerUnusable where nothing of the layer lies in its county."""
    shapes = np.array([feature.geometry for feature in features], dtype=object)
    found = _against_county(kind, features, shapes, around.county)
    if shapely.get_dimensions(shapes[0]) == 2:
        found += _overlaps(features, shapes)
        found += _changes(features, around.before)
    elif around.before is not None:
        found += _count(len(features), len(around.before))
    return found


def km2(shape: Any) -> float:
    """The size of an area, good to a percent: enough to say whether somebody should look."""
    if shape is None or shapely.is_empty(shape):
        return 0.0
    _, south, _, north = shapely.bounds(shape)
    return float(shapely.area(shape)) * KM_A_DEGREE**2 * float(np.cos(np.radians((south + north) / 2)))


def _against_county(kind: str, features: Sequence[Feature], shapes: np.ndarray, county: Any) -> list[str]:
    if county is None:
        return []
    shapely.prepare(county)
    touching = shapely.intersects(county, shapes)
    if not touching.any():
        raise LayerUnusable("Nothing of the layer lies in the county: is the coordinate system right?")
    outside = [feature.code for feature, inside in zip(features, touching, strict=True) if not inside]
    found = [f"{len(outside)} of {len(features)} features lie outside the county: {_some(outside)}."] if outside else []
    return found + (_gaps(shapes[touching], county) if kind in DIVIDING else [])


def _gaps(shapes: np.ndarray, county: Any) -> list[str]:
    left = shapely.difference(county, shapely.union_all(shapes))
    parts = [part for part in shapely.get_parts(left) if km2(part) >= LEAST_KM2]
    if not parts:
        return []
    parts.sort(key=km2, reverse=True)
    total = sum(map(km2, parts))
    return [f"{len(parts)} gaps: {total:.2f} km² of the county lie in no area, the largest at {_place(parts[0])}."]


def _overlaps(features: Sequence[Feature], shapes: np.ndarray) -> list[str]:
    if shapely.area(shapely.union_all(shapes)) > shapely.area(shapes).sum() - LEAST_DEGREES:
        return []
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = [(i, j) for i, j in zip(one.tolist(), other.tolist(), strict=True) if i < j]
    shared = [(km2(shapely.intersection(shapes[i], shapes[j])), i, j) for i, j in pairs]
    over = sorted((item for item in shared if item[0] >= LEAST_KM2), reverse=True)
    if not over:
        return []
    told = [f"{features[i].code} and {features[j].code} ({size:.2f} km²)" for size, i, j in over]
    return [f"{len(over)} pairs of areas overlap: {_some(told)}."]


def _changes(features: Sequence[Feature], before: Before | None) -> list[str]:
    if before is None:
        return []
    now = {feature.code: feature.geometry for feature in features}
    found = _count(len(now), len(before))
    gone, new = sorted(before.keys() - now.keys()), sorted(now.keys() - before.keys())
    if gone:
        found.append(f"{len(gone)} codes of the version before are gone: {_some(gone)}.")
    if new:
        found.append(f"{len(new)} codes are new: {_some(new)}.")
    moved = [(_moved(now[code], before[code]), code) for code in sorted(now.keys() & before.keys())]
    told = [f"{code} ({share:.0%})" for share, code in sorted(moved, reverse=True) if share > MOVED]
    return [*found, f"{len(told)} areas have changed much: {_some(told)}."] if told else found


def _count(now: int, before: int) -> list[str]:
    if abs(now - before) <= FEWER * before:
        return []
    return [f"It has {now} features, the version before had {before}."]


def _moved(now: Any, before: Any) -> float:
    """How much has changed hands, as a share of the larger of the two."""
    if shapely.equals_exact(now, before, 0.0):
        return 0.0
    return float(shapely.area(shapely.symmetric_difference(now, before)) / max(now.area, before.area))


def _place(shape: Any) -> str:
    point = shapely.point_on_surface(shape)
    return f"{point.y:.4f}, {point.x:.4f}"


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return ", ".join(words[:SHOWN]) + more
