"""Both asked about the same points: codes, candidates and distances, point by point."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from services.geo.atlas.atlas import Atlas
from services.geo.places.lookups import locate
from services.geo.places.positions import POINT_CERTAINTY
from tests.postgis import tables
from tests.postgis.points import Points

Codes = dict[str, list[str]]
SHOWN = 20


@dataclass
class Differences:
    """What differs, with the first few points, and how many points lie on a border of how many areas."""

    points: int = 0
    layers: int = 0
    differing: list[str] = field(default_factory=list)
    farthest_millimetres: float = 0.0
    shared: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def note(self, point: tuple[float, float], kind: str, ours: object, theirs: object) -> None:
        """Count a layer of a point, and keep it when the two differ."""
        self.layers += 1
        if ours != theirs:
            self.differing.append(f"{point} {kind}: geo {ours}, PostGIS {theirs}")

    def report(self) -> str:
        """One line, and the first differences."""
        shared = ", ".join(f"{many} by {owners}" for owners, many in sorted(self.shared.items()))
        first = "\n".join(self.differing[:SHOWN])
        return (
            f"{self.points:,} points, {self.layers:,} layers of points compared: {len(self.differing)} differ; "
            f"distances differ by {self.farthest_millimetres:.3f} mm at most; points held by several: {shared}\n{first}"
        )


def compare(connection: Connection, atlas: Atlas, points: Points) -> Differences:
    """Ask PostGIS for all points at once and geo one by one."""
    tables.make_points(connection, points)
    areas = tables.areas_of(connection)
    inside, candidates, metres = _answers(connection, areas, len(points))
    found = Differences(points=len(points))
    for number, (long, lat) in enumerate(points):
        told = locate(atlas, {"long": long, "lat": lat})["layers"]
        for kind, layer in told.items():
            ours = ((layer or {}).get("code"), [item["code"] for item in (layer or {}).get("candidates", ())])
            holding = sorted(inside[number].get(kind, ()))
            theirs = (holding[0], sorted(candidates[number].get(kind, ()))) if holding else (None, [])
            found.note((long, lat), kind, ours, theirs)
            _note_shared(found, holding)
            if holding and layer:
                _note_distance(found, layer["border_metres"], metres[number].get((kind, holding[0])))
    return found


def _note_shared(found: Differences, holding: Sequence[str]) -> None:
    if len(holding) > 1:
        found.shared[len(holding)] += 1


def _note_distance(found: Differences, ours: float | None, theirs: float | None) -> None:
    if ours is not None and theirs is not None:
        # Ours is told in centimetres.
        found.farthest_millimetres = max(found.farthest_millimetres, abs(ours - round(theirs, 2)) * 1000)


def _answers(connection: Connection, areas: dict[int, tuple[str, str]], many: int) -> tuple[list, list, list]:
    inside: list[dict[str, set[str]]] = [defaultdict(set) for _ in range(many)]
    candidates: list[dict[str, set[str]]] = [defaultdict(set) for _ in range(many)]
    metres: list[dict[tuple[str, str], float]] = [{} for _ in range(many)]
    for point, area in tables.holding(connection):
        kind, code = areas[area]
        inside[point][kind].add(code)
        candidates[point][kind].add(code)
    for point, area, away in tables.near(connection, POINT_CERTAINTY):
        kind, code = areas[area]
        candidates[point][kind].add(code)
        metres[point][kind, code] = away
    return inside, candidates, metres
