"""What lies within so many metres of a point: shapes in one tree, each with the number of its owner."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from services.geo.atlas.projection import LONGEST_STRAIGHT, latitude_of, project, project_point, stretch, stretch_at

METRES_A_DEGREE = 110_500.0  # of latitude, at least
VERTICES_A_PIECE = 32  # short pieces keep the tree selective: a county's outline has 100,000 vertices


def projected(shapes) -> np.ndarray:
    """The shapes (longitude, latitude) in projected metres; long straight lines follow the true line."""
    fine = shapely.segmentize(np.asarray(shapes, dtype=object), LONGEST_STRAIGHT)
    return shapely.transform(fine, lambda pairs: np.column_stack(project(pairs[:, 0], pairs[:, 1])))


def border_pieces(polygon) -> list:
    """All rings of a polygon as short projected lines."""
    rings = projected(shapely.get_rings(shapely.get_parts(polygon)))
    return [piece for ring in rings for piece in _cut(shapely.get_coordinates(ring))]


def _cut(pairs: np.ndarray) -> Iterable:
    step = VERTICES_A_PIECE - 1
    starts = range(0, max(len(pairs) - 1, 1), step)
    return (shapely.LineString(pairs[start : start + VERTICES_A_PIECE]) for start in starts)


class Nearby:
    """Projected shapes asked for by distance; owners[i], ascending, is the number that shape i belongs to."""

    def __init__(self, shapes, owners) -> None:
        self.shapes = np.asarray(shapes, dtype=object)
        self.owners = np.asarray(owners, dtype=np.int64)
        self.tree = shapely.STRtree(self.shapes)
        self._own_trees: dict[int, shapely.STRtree] = {}

    def within(self, long: float, lat: float, metres: float) -> dict[int, float]:
        """Owner number -> metres, nearest first, of all owners within this many metres."""
        point, scale = _drawn(long, lat)
        found = self.tree.query(point, predicate="dwithin", distance=metres * scale)
        if not len(found):
            return {}
        away = shapely.distance(self.shapes[found], point) / scale
        order = np.argsort(away, kind="stable")
        return _first_of_each(self.owners[found[order]].tolist(), away[order].tolist())

    def within_each(self, longs: np.ndarray, lats: np.ndarray, metres: float) -> list[dict[int, float]]:
        """For each point: owner number -> metres, nearest first."""
        scale = stretch(lats)
        points = shapely.points(*project(longs, lats))
        numbers, found = self.tree.query(points, predicate="dwithin", distance=metres * scale)
        away = shapely.distance(self.shapes[found], points[numbers]) / scale[numbers]
        order = np.lexsort((away, numbers))
        answers: list[dict[int, float]] = [{} for _ in range(len(longs))]
        owners = self.owners[found[order]].tolist()
        for number, owner, distance in zip(numbers[order].tolist(), owners, away[order].tolist(), strict=True):
            answers[number].setdefault(owner, distance)
        return answers

    def nearest(self, long: float, lat: float) -> tuple[int, float] | None:
        """The nearest owner, however far, and the metres to it (within 1 % up to 300 km)."""
        if not len(self.shapes):
            return None
        point, scale = _drawn(long, lat)
        found, away = self.tree.query_nearest(point, return_distance=True, all_matches=False)
        return int(self.owners[found[0]]), float(away[0] / scale)

    def nearest_each(self, longs: np.ndarray, lats: np.ndarray) -> list[tuple[int, float]]:
        """The same for many points; empty where nothing is known."""
        if not len(self.shapes):
            return []
        points = shapely.points(*project(longs, lats))
        (_, found), away = self.tree.query_nearest(points, return_distance=True, all_matches=False)
        return list(zip(self.owners[found].tolist(), (away / stretch(lats)).tolist(), strict=True))

    def metres_to(self, owner: int, long: float, lat: float) -> float:
        """The metres to one owner, however far: a centimetre off at 30 km, a ten-thousandth at 300 km."""
        tree, (point, scale) = self._own_tree(owner), _drawn(long, lat)
        _, nearest = tree.query_nearest(point, return_distance=True, all_matches=False)
        # Far away a metre is drawn longer or shorter than here, so that another shape may be the nearest in truth.
        degrees = float(nearest[0]) / scale / METRES_A_DEGREE
        slack = stretch_at(abs(lat) + degrees) / stretch_at(max(abs(lat) - degrees, 0.0))
        rivals = tree.geometries[tree.query(point, predicate="dwithin", distance=nearest[0] * slack)]
        ends = shapely.get_coordinates(shapely.shortest_line(point, rivals))[1::2]
        middles = latitude_of((ends[:, 1] + point.y) / 2)
        return float(np.min(np.hypot(ends[:, 0] - point.x, ends[:, 1] - point.y) / stretch(middles)))

    def _own_tree(self, owner: int) -> shapely.STRtree:
        """The shapes of one owner in a tree of their own, made when it is first asked for."""
        found = self._own_trees.get(owner)
        if found is None:
            first, end = np.searchsorted(self.owners, (owner, owner + 1))
            found = self._own_trees[owner] = shapely.STRtree(self.shapes[first:end])
        return found


@lru_cache(maxsize=100)
def _drawn(long: float, lat: float) -> tuple[Any, float]:
    """The projected point and how many projected metres a metre has there; one answer needs it several times."""
    return shapely.points(project_point(long, lat)), stretch_at(lat)


def _first_of_each(owners: list[int], away: list[float]) -> dict[int, float]:
    answer: dict[int, float] = {}
    for owner, metres in zip(owners, away, strict=True):
        answer.setdefault(owner, metres)
    return answer
