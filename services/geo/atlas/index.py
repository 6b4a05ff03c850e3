"""Which areas a point lies in: by cells in a county, by a tree elsewhere, exact to the border everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np
import shapely

from services.geo.atlas.grid import Content, Grid
from services.geo.atlas.nearby import Nearby, border_pieces
from services.geo.layers.features import Feature

BORDER_METRES = 100.0  # up to here the distance to a border is told exactly
COUNTY = "county"  # the kind of layer that says which jurisdiction a point lies in


@dataclass(frozen=True, slots=True)
class LayerVersion:
    """Which layer an area belongs to; valid_from is an ISO date or None.

    `own` names the area that is the jurisdiction itself where a layer shows its neighbours too; None: all are its own.
    """

    jurisdiction_id: str
    kind: str
    version: int
    valid_from: str | None
    own: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """One area of one layer version."""

    layer: LayerVersion
    code: str
    name: str

    @property
    def is_neighbour(self) -> bool:
        """Whether it is shown, but not the jurisdiction's own."""
        return self.layer.own is not None and self.layer.own != self.code


NearCounty = tuple[int, float]  # its number, and the metres to it


class PreparedLayer:
    """The areas of one layer version, made ready for fast look-ups once and shared by every index it is in."""

    def __init__(self, layer: LayerVersion, features: Sequence[Feature]) -> None:
        ordered = sorted(features, key=lambda feature: feature.code)
        self.layer = layer
        self.areas = [Area(layer, feature.code, feature.name) for feature in ordered]
        self.shapes = np.asarray([feature.geometry for feature in ordered], dtype=object)
        pieces = [border_pieces(shape) for shape in self.shapes]
        self.borders = [piece for group in pieces for piece in group]
        self.border_owners = np.repeat(np.arange(len(pieces)), [len(group) for group in pieces])
        self._warm()

    def _warm(self) -> None:
        # A prepared polygon builds its search structure at the first question: not while a caller waits.
        shapely.prepare(self.shapes)
        inner = shapely.get_coordinates(shapely.point_on_surface(self.shapes))
        shapely.intersects_xy(self.shapes, inner[:, 0], inner[:, 1])


class AreaIndex:
    """All areas of one moment; an area's number is its place in `areas`, ascending by layer, then by code."""

    def __init__(self, layers: Sequence[PreparedLayer]) -> None:
        self.layers = [prepared.layer for prepared in layers]
        self.areas: list[Area] = [area for prepared in layers for area in prepared.areas]
        self.shapes = np.concatenate([np.empty(0, dtype=object), *(prepared.shapes for prepared in layers)])
        self.tree = shapely.STRtree(self.shapes)
        counties = [prepared.shapes for prepared in layers if prepared.layer.kind == COUNTY]
        self.grids = [Grid(tuple(shapely.total_bounds(shapes).tolist()), self.shapes) for shapes in counties]
        self.borders = _borders(layers)
        self.county_borders = _borders(layers, COUNTY)
        self.numbers = {_key(area): number for number, area in enumerate(self.areas)}

    def areas_at(self, long: float, lat: float) -> list[int]:
        """Numbers of all areas that hold the point; a border belongs to all its owners, codes ascending."""
        whole, asked = self._content(long, lat)
        if not asked:
            return list(whole)
        holds = shapely.intersects_xy(self.shapes[list(asked)], long, lat)
        return sorted((*whole, *compress(asked, holds.tolist())))

    def areas_at_each(self, longs: np.ndarray, lats: np.ndarray) -> list[list[int]]:
        """The same for many points at once."""
        contents = [self._content(*point) for point in zip(longs.tolist(), lats.tolist(), strict=True)]
        points = np.repeat(np.arange(len(contents)), [len(asked) for _, asked in contents])
        areas = np.fromiter(chain.from_iterable(asked for _, asked in contents), np.int64, len(points))
        holds = shapely.intersects_xy(self.shapes[areas], longs[points], lats[points])
        answers = [list(whole) for whole, _ in contents]
        for point, area in zip(points[holds].tolist(), areas[holds].tolist(), strict=True):
            answers[point].append(area)
        for point in set(points.tolist()):
            answers[point].sort()
        return answers

    def _content(self, long: float, lat: float) -> Content:
        """Areas that surely hold the point, and those that must be asked."""
        for grid in self.grids:
            if found := grid.content_at(long, lat):
                return found
        return (), tuple(self.tree.query(shapely.points((long, lat))).tolist())

    def nearest_counties(self, longs: np.ndarray, lats: np.ndarray, held: Sequence[list[int]]) -> dict[int, NearCounty]:
        """For the points that lie in no county, by their place among all: the nearest county and the metres to it."""
        kinds = [area.layer.kind == COUNTY for area in self.areas]
        outside = [place for place, areas in enumerate(held) if not any(kinds[area] for area in areas)]
        found = self.county_borders.nearest_each(longs[outside], lats[outside])
        return dict(zip(outside, found, strict=False))

    def find(self, jurisdiction_id: str, kind: str, code: str) -> int | None:
        """The number of an area by its code."""
        return self.numbers.get((jurisdiction_id, kind, code))


def _key(area: Area) -> tuple[str, str, str]:
    return area.layer.jurisdiction_id, area.layer.kind, area.code


def _borders(layers: Sequence[PreparedLayer], kind: str | None = None) -> Nearby:
    shapes: list = []
    owners: list[np.ndarray] = [np.empty(0, dtype=np.int64)]
    first = 0
    for prepared in layers:
        if kind in (None, prepared.layer.kind):
            shapes.extend(prepared.borders)
            owners.append(prepared.border_owners + first)
        first += len(prepared.areas)
    return Nearby(shapes, np.concatenate(owners))
