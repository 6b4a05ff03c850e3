"""Districts of a whole area, such as a ZIP code: every one that it touches, with its share of the area."""

from typing import Any

import numpy as np
import shapely

from services.geo.atlas.atlas import Atlas
from services.geo.atlas.index import Area
from services.geo.atlas.nearby import projected
from services.geo.atlas.projection import stretch_at
from services.geo.places.positions import Position
from services.geo.places.questions import choose

LEAST_SHARE = 0.0005  # below it the borders of two layers merely do not fit each other
WHOLE = 0.9995  # above it the area lies in one district


def describe_area(atlas: Atlas, number: int, method: str) -> dict[str, Any]:
    """The answer for a whole area; a layer's code is None where the area lies in more than one of its districts."""
    area = atlas.areas.areas[number]
    position = middle_of(atlas, number, method)
    shares = shares_of(atlas, number)
    layers: dict[str, Any] = dict.fromkeys(atlas.kinds)
    for kind, found in shares.items():
        layers[kind] = _layer(atlas, found)
    unsure = {kind: layer["candidates"] for kind, layer in layers.items() if layer and layer["code"] is None}
    jurisdiction = {"id": area.layer.jurisdiction_id, "inside": True, "nearest": None}
    return {"position": position.as_answer(), "jurisdiction": jurisdiction, "layers": layers,
            "road": None, "address": None, "question": choose(layers, unsure, None), "candidates": []}  # fmt: skip


def middle_of(atlas: Atlas, number: int, method: str) -> Position:
    """A point in the area, certain within the distance to its farthest corner."""
    shape = atlas.areas.shapes[number]
    point = shapely.point_on_surface(shape)
    flat = projected([point, shape])
    far = shapely.hausdorff_distance(flat[0], flat[1]) / stretch_at(point.y)
    return Position(round(point.x, 6), round(point.y, 6), method, float(np.ceil(far)))


def shares_of(atlas: Atlas, number: int) -> dict[str, list[tuple[int, float]]]:
    """Kind -> (area number, share of this area), largest share first, of the area's own jurisdiction."""
    known = atlas.shares.get(number)
    if known is None:
        known = atlas.shares[number] = _measured(atlas, number)
    return known


def _measured(atlas: Atlas, number: int) -> dict[str, list[tuple[int, float]]]:
    shape, areas = atlas.areas.shapes[number], atlas.areas.areas
    own = areas[number].layer.jurisdiction_id
    found: dict[str, list[tuple[int, float]]] = {}
    for other in sorted(atlas.areas.tree.query(shape).tolist()):
        if areas[other].layer.jurisdiction_id != own:
            continue
        share = shapely.area(shapely.intersection(shape, atlas.areas.shapes[other])) / shapely.area(shape)
        if share >= LEAST_SHARE:
            found.setdefault(areas[other].layer.kind, []).append((other, float(min(share, 1.0))))
    return {kind: sorted(shared, key=lambda item: (-item[1], item[0])) for kind, shared in found.items()}


def _layer(atlas: Atlas, found: list[tuple[int, float]]) -> dict[str, Any]:
    first: Area = atlas.areas.areas[found[0][0]]
    decided = len(found) == 1 and found[0][1] >= WHOLE
    return {
        "code": first.code if decided else None,
        "name": first.name if decided else None,
        "version": first.layer.version,
        "valid_from": first.layer.valid_from,
        "border_metres": None,
        "candidates": [_candidate(atlas, *item) for item in found],
    }


def _candidate(atlas: Atlas, number: int, share: float) -> dict[str, Any]:
    area = atlas.areas.areas[number]
    return {"code": area.code, "name": area.name, "share": round(share, 4)}
