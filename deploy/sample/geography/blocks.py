"""Streets cut at their crossings into blocks, each with owner, house numbers and the districts beside it."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely.geometry import LineString, Point
from shapely.ops import substring

from .districts import code_at

SIDE = 0.02  # km from the centre line at which a side's districts are read
SHORTEST = 0.06  # km that a border must lie from the next crossing to cut a block
CUTTING = ("zip_code", "municipality")
OWNER = {"state": "state", "us": "state", "interstate": "state", "county": "county", "private": "private"}


@dataclass(frozen=True)
class Block:
    """One piece of a street between two crossings; line runs in kilometres, position in degrees."""

    street: object
    line: LineString
    position: LineString
    properties: dict


def find_crossings(streets):
    """Return [(index, index, point)] for every place where two streets meet; the interstate passes above."""
    found = []
    for one in range(len(streets)):
        for other in range(one + 1, len(streets)):
            if "interstate" in (streets[one].kind, streets[other].kind):
                continue
            meeting = streets[one].line.intersection(streets[other].line)
            found += [(one, other, p) for p in getattr(meeting, "geoms", [meeting]) if isinstance(p, Point)]
    return [(one, other, point) for one, other, point in found if not point.is_empty]


def cut_blocks(streets, crossings, districts, plane):
    """Return the blocks of all streets, cut at crossings and borders; blocks that meet share their end point."""
    borders, blocks = borders_of([districts[kind] for kind in CUTTING], plane), []
    for index, street in enumerate(streets):
        nodes = [point for one, other, point in crossings if index in (one, other)]
        stops = with_borders(street, {street.line.project(point): point for point in nodes}, borders)
        marks = [(0.0, None), *sorted(stops.items()), (street.line.length, None)]
        for place, (start, end) in enumerate(pairwise(marks)):
            line = substring(street.line, start[0], end[0])
            blocks.append(make_block(street, place, exact_ends(line, start[1], end[1]), districts, plane))
    return blocks


def with_borders(street, nodes, borders):
    """Add the places where the street passes into another district, unless it runs along the border."""
    end = street.line.length - 0.01
    stops = {at: point for at, point in nodes.items() if 0.01 < at < end}
    passing = street.line.intersection(borders)
    if passing.length > 0.1:
        return stops
    for point in getattr(passing, "geoms", [passing]):
        at = street.line.project(point.centroid)
        if SHORTEST < at < street.line.length - SHORTEST and all(abs(at - other) > SHORTEST for other in stops):
            stops[at] = street.line.interpolate(at)
    return stops


def exact_ends(line, start, end):
    points = list(line.coords)
    points[0] = start.coords[0] if start else points[0]
    points[-1] = end.coords[0] if end else points[-1]
    return LineString(points)


def make_block(street, place, line, districts, plane):
    positions = [plane.degrees(point) for point in line.coords]
    position = LineString([p for n, p in enumerate(positions) if n == 0 or p != positions[n - 1]])
    sides = {
        f"{name}_{side}": side_code(line, sign, districts[layer], plane)
        for name, layer in (("zip", "zip_code"), ("municipality", "municipality"))
        for side, sign in (("left", 1), ("right", -1))
    }
    kind, owner = kind_and_owner(street, sides)
    properties = {
        "street": street.name,
        "route_number": street.number,
        "route_type": kind,
        "owner": owner,
        **house_numbers(street, place),
        **sides,
    }
    return Block(street, line, position, properties)


def kind_and_owner(street, sides):
    """A local street belongs to the municipality that has both its sides, else to the county."""
    if street.kind != "local":
        return street.kind, OWNER[street.kind]
    left, right = sides["municipality_left"], sides["municipality_right"]
    if left and left == right:
        return "municipal", f"municipality:{left}"
    return "county", "county"


def house_numbers(street, place):
    """A hundred numbers a block, odd ones on the left; nobody lives on the interstate."""
    if street.kind == "interstate":
        return dict.fromkeys(("left_from", "left_to", "right_from", "right_to"))
    base = street.first + 100 * place
    even = base + base % 2
    return {"left_from": even + 1, "left_to": even + 99, "right_from": even, "right_to": even + 98}


def side_code(line, sign, layer, plane):
    """Return the code that most of one side of the block lies in."""
    beside = [beside_line(line, share, sign * SIDE) for share in (0.15, 0.3, 0.5, 0.7, 0.85)]
    return Counter(code_at(layer, plane.degrees(point)) for point in beside).most_common(1)[0][0]


def beside_line(line, share, away):
    """Return the point at a share of the line's length, so many km to its left (right if negative)."""
    at = line.length * share
    before, after = (line.interpolate(max(0.0, at - 0.01)), line.interpolate(min(line.length, at + 0.01)))
    middle, length = line.interpolate(at), before.distance(after)
    east, north = (after.x - before.x) / length, (after.y - before.y) / length
    return middle.x - north * away, middle.y + east * away


def borders_of(layers, plane):
    """Return every border of the layers in kilometres as one prepared shape."""
    lines = [shape.boundary for layer in layers for _, shape in layer.values()]
    joined = shapely.transform(
        shapely.unary_union(lines), lambda positions: [plane.kilometres(position) for position in positions]
    )
    shapely.prepare(joined)
    return joined
