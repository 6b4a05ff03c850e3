"""The drawing of a map: ground, roads, borders, and the place itself."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from services.geo.atlas.atlas import Atlas
from services.geo.atlas.nearby import projected
from services.geo.atlas.projection import unproject
from services.geo.pictures.pens import CERTAINTY, HALO, ROUTE, STREET, pen_of
from services.geo.pictures.sheet import Sheet

ALL_STREETS_METRES, ROUTES_METRES = 5_000.0, 40_000.0  # wider maps would be black with them
BEYOND = 0.01  # degrees around the window, so that its edge is no border
METRES_A_DEGREE = 111_320.0
FINEST = 0.2  # of a pixel: what is finer nobody sees
SHADE = "#e4e4e4"


class Picture:
    """What is drawn of one answer on one sheet."""

    def __init__(self, atlas: Atlas, sheet: Sheet, answer: dict[str, Any]) -> None:
        self.atlas = atlas
        self.sheet = sheet
        self.answer = answer
        self.streets: dict[str, Any] = {}
        self.shapes = self._shapes()

    def _shapes(self) -> dict[int, Any]:
        """Area number -> its projected part in the window, of the jurisdiction that answers."""
        index, own = self.atlas.areas, self.answer["jurisdiction"]["id"]
        window = shapely.transform(self.sheet.window, _degrees)
        near = [n for n in index.tree.query(window).tolist() if index.areas[n].layer.jurisdiction_id == own]
        cut = shapely.clip_by_rect(index.shapes[near], *shapely.buffer(window, BEYOND).bounds)
        drawn = projected(shapely.simplify(cut, self.sheet.metres_a_pixel * FINEST / METRES_A_DEGREE))
        return {number: shape for number, shape in zip(near, drawn, strict=True) if not shape.is_empty}

    def of(self, kind: str) -> Iterator[tuple[int, Any]]:
        """Number and visible part of each area of a layer."""
        areas = self.atlas.areas.areas
        return ((number, shape) for number, shape in sorted(self.shapes.items()) if areas[number].layer.kind == kind)

    def shade(self, kinds: list[str]) -> None:
        """Shade the ZIP area that was asked for, or the town or park in which the place lies."""
        for kind in ("zip_code",) if self.answer["position"]["method"] == "zip" else ("municipality", "park"):
            layer = self.answer["layers"].get(kind)
            if kind in kinds and layer:
                for number, shape in self.of(kind):
                    if self.atlas.areas.areas[number].code == layer["code"]:
                        self.sheet.area(self.sheet.seen(shape), SHADE)

    def roads(self) -> None:
        """Draw streets on maps of a few kilometres, routes with a number on wider ones."""
        index, metres = self.atlas.roads, self.sheet.metres_a_pixel * self.sheet.width
        if metres > ROUTES_METRES:
            return
        near = np.unique(index.nearby.owners[index.nearby.tree.query(self.sheet.window)])
        drawn: dict[bool, list[Any]] = {True: [], False: []}
        for number in near.tolist():
            road, is_route = index.roads[number], index.roads[number].route_number is not None
            if is_route or metres <= ALL_STREETS_METRES:
                line = self.sheet.seen(index.lines[number])
                drawn[is_route].append(line)
                self.streets[road.street] = max(self.streets.get(road.street, line), line, key=shapely.length)
        self.sheet.lines(shapely.GeometryCollection(drawn[False]), STREET)
        self.sheet.lines(shapely.GeometryCollection(drawn[True]), ROUTE)

    def borders(self, kind: str) -> None:
        """Draw the borders of a layer, one that two areas share only once, or its dashes would close."""
        lines = [shapely.boundary(shape) for _, shape in self.of(kind)]
        once = shapely.union_all([self.sheet.seen(line) for line in lines], grid_size=self.sheet.step / 4)
        merged = shapely.line_merge(once) if once.geom_type == "MultiLineString" else once
        self.sheet.lines(merged, HALO)
        self.sheet.lines(merged, pen_of(kind))

    def place(self) -> None:
        """Mark the place, and the circle within which it lies where that can be seen."""
        position, sheet = self.answer["position"], self.sheet
        x, y = sheet.spot(position["long"], position["lat"])
        radius = position["certainty_metres"] / sheet.metres_a_pixel
        if position["method"] in ("zip", "area"):
            return
        if 8 < radius < sheet.width:
            sheet.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {CERTAINTY.attributes()}/>')
        sheet.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6.5" fill="#000" stroke="#fff" stroke-width="2.5"/>')
        sheet.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="#fff"/>')
        sheet.taken.append((x - 10, y - 10, x + 10, y + 10))


def _degrees(pairs: np.ndarray) -> np.ndarray:
    return np.array([unproject(x, y) for x, y in pairs])
