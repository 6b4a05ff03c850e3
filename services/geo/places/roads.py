"""Roads and their owner: which road a point lies on, on which side, and whose it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from services.geo.addresses.streets import street_name
from services.geo.atlas.nearby import Nearby, projected
from services.geo.atlas.projection import project_point
from services.geo.layers.properties import plain
from services.geo.places.positions import Position

REACH_METRES = 60.0  # farther from every centre line a place lies on no road
OWN_STREET_METRES = 120.0  # a house may lie deep in its lot, yet its address names its street


@dataclass(frozen=True, slots=True)
class Road:
    """One stretch of a road; ranges are (from, to) house numbers on the left and right of the line."""

    code: str
    street: str
    owner: str
    route_number: str | None
    route_type: str | None
    left: tuple[int, int] | None
    right: tuple[int, int] | None
    zip_left: str | None
    zip_right: str | None
    line: Any  # shapely line, longitude and latitude


def road_of(code: str, properties: dict, line: Any) -> Road:
    """A road from the properties of its feature; an owner is needed, ranges that are no numbers are none."""
    values = {name.lower(): value for name, value in properties.items()}
    return Road(
        code=code,
        street=_text(values, "street") or _text(values, "street_name") or code,
        owner=_text(values, "owner") or "unknown",
        route_number=_text(values, "route_number"),
        route_type=_text(values, "route_type"),
        left=_range(values, "left_from", "left_to"),
        right=_range(values, "right_from", "right_to"),
        zip_left=_text(values, "zip_left"),
        zip_right=_text(values, "zip_right"),
        line=line,
    )


def _text(values: dict, name: str) -> str | None:
    return plain(values.get(name)) or None


def _range(values: dict, first: str, last: str) -> tuple[int, int] | None:
    try:
        return int(values[first]), int(values[last])
    except (KeyError, TypeError, ValueError):
        return None


class RoadIndex:
    """All roads of one moment, found by distance in metres."""

    def __init__(self, roads: Sequence[Road]) -> None:
        self.roads = list(roads)
        self.keys = [street_name(road.street).key for road in roads]
        self.lines = projected([road.line for road in roads])
        self.nearby = Nearby(*shapely.get_parts(self.lines, return_index=True))

    def at(self, long: float, lat: float, reach: float = REACH_METRES) -> list[tuple[int, float]]:
        """(road number, metres) within reach, nearest first, one stretch of each street and owner."""
        return self._once_each(self.nearby.within(long, lat, reach))

    def at_each(self, longs: np.ndarray, lats: np.ndarray) -> list[list[tuple[int, float]]]:
        """The same for many points."""
        return [self._once_each(found) for found in self.nearby.within_each(longs, lats, REACH_METRES)]

    def _once_each(self, found: dict[int, float]) -> list[tuple[int, float]]:
        if len(found) < 2:
            return list(found.items())
        kept: dict[tuple[str, str], tuple[int, float]] = {}
        for number, metres in found.items():
            kept.setdefault((self.keys[number], self.roads[number].owner), (number, metres))
        return list(kept.values())

    def side(self, number: int, long: float, lat: float) -> str | None:
        """Left or right of the road in the direction of its line; None on the line itself."""
        point = shapely.points(project_point(long, lat))
        line = min(shapely.get_parts(self.lines[number]), key=lambda part: shapely.distance(part, point))
        along = shapely.line_locate_point(line, point)
        back, ahead = (shapely.line_interpolate_point(line, max(along + step, 0)) for step in (-1.0, 1.0))
        dx, dy = ahead.x - back.x, ahead.y - back.y
        cross = dx * (point.y - back.y) - dy * (point.x - back.x)
        return None if abs(cross) < 1e-6 else "left" if cross > 0 else "right"


def road_at(index: RoadIndex, position: Position, found: Sequence[tuple[int, float]] | None = None) -> dict | None:
    """The road that a position lies on and the others it may lie on; an address's own street comes first.

    `found` is what lies within reach, where that is known already.
    """
    if found is None:
        reach = OWN_STREET_METRES if position.street_key else REACH_METRES
        found = index.at(position.long, position.lat, reach)
    answer = road_among(index, position, found)
    if answer:
        number = answer.pop("number")
        road, side = index.roads[number], index.side(number, position.long, position.lat)
        answer |= {"side": side, "zip": road.zip_right if side == "right" else road.zip_left}
    return answer


def road_among(index: RoadIndex, position: Position, found: Sequence[tuple[int, float]]) -> dict[str, Any] | None:
    """The same from what was already found near the position, without side; `number` is the road's number."""
    own = [item for item in found if index.keys[item[0]] == position.street_key]
    near = own[:1] or [item for item in found if item[1] <= REACH_METRES]
    if not near:
        return None
    farthest = near[0][1] + position.certainty_metres
    options = [_option(index.roads[number], metres) for number, metres in near if metres <= farthest]
    return {**options[0], "number": near[0][0], "candidates": options}


def _option(road: Road, metres: float) -> dict[str, Any]:
    return {"street": road.street, "route_number": road.route_number, "route_type": road.route_type,
            "owner": road.owner, "metres": round(metres, 2)}  # fmt: skip
