"""The county cut into some four hundred cells with bent borders: every layer is a grouping of these cells."""

import math
import random
from itertools import pairwise

import shapely
from shapely.geometry import MultiPoint, Point, Polygon


def scatter_seeds(plan):
    """Return (inside, outside): seed points in kilometres on a shaken honeycomb, survey lines mirrored."""
    shake, step = random.Random(plan["seed"]), plan["cell_km"]
    ring = Polygon(plan["outline"]["ring"])
    inside, outside = [], []
    for row in range(-16, 17):
        for column in range(-16, 17):
            east = (column + row % 2 / 2) * step + shake.uniform(-0.28, 0.28) * step
            north = row * step * math.sqrt(3) / 2 + shake.uniform(-0.28, 0.28) * step
            (inside if ring.contains(Point(east, north)) else outside).append((east, north))
    lines = plan["outline"]["survey"]
    outside = [seed for seed in outside if all(side_of(line, seed) < 0 for line in lines)]
    return inside, outside + [mirror(line, seed) for line in lines for seed in inside if near(line, seed)]


def side_of(line, point):
    """Return the distance of a point from a line in kilometres, positive on its left."""
    (x1, y1), (x2, y2) = line
    return ((x2 - x1) * (point[1] - y1) - (y2 - y1) * (point[0] - x1)) / math.dist(*line)


def near(line, point):
    return abs(side_of(line, point)) < 2.5


def mirror(line, point):
    """Return the point reflected in the line: the border between the two is then the line itself."""
    (x1, y1), (x2, y2) = line
    length, away = math.dist(*line), side_of(line, point)
    return point[0] + 2 * away * (y2 - y1) / length, point[1] - 2 * away * (x2 - x1) / length


class Mesh:
    """Cells by number: middles in kilometres, polygons in degrees; neighbours share vertices."""

    def __init__(self, plan, plane, is_river):
        self.plan, self.plane, self.is_river = plan, plane, is_river
        self.middles, outside = scatter_seeds(plan)
        corners = self._corners(outside)
        self.owners = self._owners_of_edges(corners)
        self.lines = {edge: self._draw(edge) for edge in self.owners}
        self.cells = [self._outline_of(ring) for ring in corners]

    def _corners(self, outside):
        around = shapely.box(-40, -40, 40, 40)
        drawn = shapely.voronoi_polygons(MultiPoint(self.middles + outside), extend_to=around, ordered=True)
        kept = list(drawn.geoms)[: len(self.middles)]
        return [[(round(x, 7), round(y, 7)) for x, y in cell.exterior.coords] for cell in kept]

    def _owners_of_edges(self, corners):
        owners = {}
        for number, ring in enumerate(corners):
            for start, end in pairwise(ring):
                owners.setdefault((min(start, end), max(start, end)), []).append(number)
        return owners

    def _draw(self, edge):
        """Return the bent line of an edge in degrees: straight on a survey line, winding along a river."""
        owners = self.owners[edge]
        surveyed = any(max(abs(side_of(line, end)) for end in edge) < 0.001 for line in self.plan["outline"]["survey"])
        if surveyed and len(owners) == 1:
            return [self.plane.degrees(end) for end in edge]
        river = len(owners) == 1 or self.is_river(*(self.middles[owner] for owner in owners))
        bend = random.Random(f"{edge} {self.plan['seed']}")
        points = wind(list(edge), bend, 0.2 if river else 0.09, 3 if river else 2)
        return [self.plane.degrees(point) for point in points]

    def _outline_of(self, ring):
        outline = []
        for start, end in pairwise(ring):
            line = self.lines[min(start, end), max(start, end)]
            outline += (line if start < end else line[::-1])[:-1]
        return Polygon(outline)


def wind(points, bend, amount, depth):
    """Return the line with every piece bent at its middle, depth times, by less than amount of its length."""
    if depth == 0:
        return points
    bent = points[:1]
    for (x1, y1), (x2, y2) in pairwise(points):
        shift = bend.uniform(-amount, amount) if math.dist((x1, y1), (x2, y2)) > 0.04 else 0
        bent += [((x1 + x2) / 2 - (y2 - y1) * shift, (y1 + y2) / 2 + (x2 - x1) * shift), (x2, y2)]
    return wind(bent, bend, amount * 0.9, depth - 1)
