"""The county's layers: which cells belong to which district, municipality and park."""

import math

import shapely
from shapely.geometry import LineString, Point

SENATE = {"41": ("41a", "41b"), "42": ("42a", "42b")}
CONGRESS = {"9": "Congressional District 9", "10": "Congressional District 10"}


class Creek:
    """Tells on which side of Tamsen Creek a point lies."""

    def __init__(self, plan):
        line = plan["outline"]["creek"]
        self.west = shapely.Polygon([*line, (-40, -11), (-40, 11.5)])

    def district(self, point):
        return "9" if self.west.contains(Point(point)) else "10"

    def runs_between(self, one, other):
        return self.district(one) != self.district(other)


def nearest_centre(point, centres):
    """Return the code of the centre that is nearest when each centre's reach is taken off."""
    return min(centres, key=lambda centre: math.dist(point, centre[2:4]) - centre[4])[0]


def layers(plan, mesh):
    """Return kind -> {code: (name, polygon)} for every layer, all made of the same cells."""
    creek = Creek(plan)
    found = {"county": {"ashmere": ("Ashmere County", shapely.unary_union(mesh.cells))}}
    for kind, centres in plan["districts"].items():
        codes = [nearest_centre(middle, centres) for middle in mesh.middles]
        found[kind] = grouped(mesh, codes, {code: name for code, name, *_ in centres})
    house = found["state_house_district"]
    found["state_senate_district"] = {
        code: (f"Senate District {code}", shapely.unary_union([house[part][1] for part in parts]))
        for code, parts in SENATE.items()
    }
    found["congressional_district"] = grouped(mesh, [creek.district(m) for m in mesh.middles], CONGRESS)
    found["municipality"] = grouped(mesh, *municipalities(plan, mesh))
    found["park"] = grouped(mesh, *parks(plan, mesh))
    return found


def grouped(mesh, codes, names):
    """Return {code: (name, polygon)}: the cells of each code joined; a cell of code None is in none."""
    return {
        code: (
            name,
            shapely.unary_union([cell for cell, own in zip(mesh.cells, codes, strict=True) if own == code]),
        )
        for code, name in names.items()
    }


def municipalities(plan, mesh):
    towns = plan["municipality"]
    names = {town["code"]: town["name"] for town in towns}
    return [next((t["code"] for t in towns if reaches(t, middle)), None) for middle in mesh.middles], names


def reaches(town, point):
    (east, north), (wide, high) = town["middle"], town["reach"]
    return math.hypot((point[0] - east) / wide, (point[1] - north) / high) <= 1


def parks(plan, mesh):
    codes = [None] * len(mesh.middles)
    for park in plan["park"]:
        for point in park["points"]:
            codes[min(range(len(codes)), key=lambda n: math.dist(mesh.middles[n], point))] = park["code"]
    return codes, {park["code"]: park["name"] for park in plan["park"]}


def code_at(layer, position):
    """Return the code of the one district that holds the position, or None."""
    here = Point(position)
    return next((code for code, (_, shape) in layer.items() if shape.contains(here)), None)


def shared_border(one, other):
    """Return the longest line in degrees along which two districts touch."""
    joined = shapely.line_merge(shapely.intersection(one.boundary, other.boundary))
    lines = joined.geoms if hasattr(joined, "geoms") else [joined]
    return max((line for line in lines if isinstance(line, LineString)), key=lambda line: line.length)
