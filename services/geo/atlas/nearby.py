"""What lies within so many metres of a point: shapes in one tree, each with the number of its owner."""

from collections.abc import Iterable

import numpy as np
import shapely

from services.geo.atlas.projection import LONGEST_STRAIGHT, project, project_point, stretch, stretch_at

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
    """Projected shapes that can be asked for by distance; owners[i] is the number that shape i belongs to."""

    def __init__(self, shapes, owners) -> None:
        self.shapes = np.asarray(shapes, dtype=object)
        self.owners = np.asarray(owners, dtype=np.int64)
        self.tree = shapely.STRtree(self.shapes)

    def within(self, long: float, lat: float, metres: float) -> dict[int, float]:
        """Owner number -> metres, nearest first, of all owners within this many metres."""
        scale = stretch_at(lat)
        point = shapely.points(project_point(long, lat))
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
        point = shapely.points(project_point(long, lat))
        found, away = self.tree.query_nearest(point, return_distance=True, all_matches=False)
        return int(self.owners[found[0]]), float(away[0] / stretch_at(lat))


def _first_of_each(owners: list[int], away: list[float]) -> dict[int, float]:
    answer: dict[int, float] = {}
    for owner, metres in zip(owners, away, strict=True):
        answer.setdefault(owner, metres)
    return answer
