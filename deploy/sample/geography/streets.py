"""The county's streets as lines in kilometres: town grids, roads between towns, roads along a border."""

import math
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Polygon
from shapely.ops import substring

from .districts import shared_border

THROUGH = (-0.85, -0.45, 0.0, 0.45, 0.85)  # km along a town's axis that a through road keeps straight


@dataclass(frozen=True)
class Street:
    """One named street: kind is county, state, us, interstate, private, local (a town's or the county's)."""

    name: str
    kind: str
    first: int
    line: LineString
    number: str | None = None


class Grid:
    """A town's own directions: kilometres along its axes to the county's, bent a little off the axes."""

    def __init__(self, town, moved=(0.0, 0.0)):
        self.middle = (town["middle"][0] + moved[0], town["middle"][1] + moved[1])
        self.turn = math.radians(town["turn"])

    def place(self, along, across):
        bent_along = along * (1 + 0.07 * math.sin(3 * across))
        bent_across = across * (1 + 0.10 * math.sin(3 * along))
        east = bent_along * math.cos(self.turn) - bent_across * math.sin(self.turn)
        north = bent_along * math.sin(self.turn) + bent_across * math.cos(self.turn)
        return self.middle[0] + east, self.middle[1] + north


def town_streets(town, grid):
    """Yield the local streets of a town; every one runs 120 m beyond its last crossing."""
    for name, offset, first in town["avenues"]:
        steps = reach(town["streets"])
        yield Street(name, "local", first, LineString([grid.place(step, offset / 1000) for step in steps]))
    for name, offset, first in town["streets"]:
        steps = reach(town["avenues"])
        yield Street(name, "local", first, LineString([grid.place(offset / 1000, step) for step in steps]))


def reach(crossing):
    """Return the steps in kilometres that pass every crossing line and the axis."""
    offsets = [0, *(offset for _, offset, _ in crossing)]
    start, end = min(offsets) / 1000 - 0.12, max(offsets) / 1000 + 0.12
    return [start + (end - start) * step / 24 for step in range(25)]


def country_road(road, grids, county):
    """Return a road of the plan, rounded at its corners and ended at the county line."""
    points = []
    for step in road["path"]:
        if isinstance(step, str):
            town, axis = step.split()
            points += [grids[town].place(*((at, 0) if axis == "x" else (0, at))) for at in THROUGH]
        else:
            points.append(tuple(step))
    line = longest(LineString(cut_corners(cut_corners(cut_corners(points)))).intersection(county))
    return Street(road["name"], road["kind"], road["first"], line, road.get("number"))


def cut_corners(points):
    """Return the line with each corner cut at a quarter (Chaikin's curve); straight pieces stay straight."""
    cut = points[:1]
    for (x1, y1), (x2, y2) in pairwise(points):
        cut += [(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share) for share in (0.25, 0.75)]
    return [*cut, points[-1]]


def longest(shape):
    return max(getattr(shape, "geoms", [shape]), key=lambda line: line.length)


def border_road(road, districts, plane):
    """Return a road on the middle of the border between two districts; "" means a district's outer border."""
    kind, one, other = road["between"]
    edge = districts[kind][one][1]
    beside = districts[kind][other][1] if other else outside_of(edge, districts["county"]["ashmere"][1])
    line = LineString([plane.kilometres(position) for position in shared_border(edge, beside).coords])
    spare = max(0.0, (line.length - road["length_km"]) / 2)
    return Street(road["name"], road["kind"], road["first"], substring(line, spare, line.length - spare))


def outside_of(shape, county):
    return Polygon(county.exterior).difference(shape)


def draw_streets(plan, districts, plane, moved):
    """Return every street of the county, in the plan's order; moved shifts the anchored town (kilometres)."""
    county = shapely.transform(districts["county"]["ashmere"][1], to_kilometres(plane))
    grids = {t["code"]: Grid(t, moved if "anchor" in t else (0.0, 0.0)) for t in plan["town"]}
    streets = [street for town in plan["town"] for street in town_streets(town, grids[town["code"]])]
    streets += [country_road(road, grids, county) for road in plan["road"]]
    return streets + [border_road(road, districts, plane) for road in plan["border_road"]]


def to_kilometres(plane):
    return lambda positions: [plane.kilometres(position) for position in positions]
