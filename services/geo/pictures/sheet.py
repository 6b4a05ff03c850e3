"""A sheet of paper: a window of the earth in pixels, and what is drawn on it, from the bottom up."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import numpy as np
import shapely

from services.geo.atlas.projection import project_point, stretch_at
from services.geo.pictures.pens import Pen

FONT = 'font-family="Helvetica, Arial, sans-serif"'
LETTER = 0.56  # width of a letter, in heights of its font
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


class Sheet:
    """A window of so many pixels around a point, each of so many metres; shapes come projected."""

    def __init__(self, centre: tuple[float, float], metres: float, pixels: tuple[int, int]) -> None:
        self.width, self.height = pixels
        self.metres_a_pixel = metres / self.width
        scale = self.metres_a_pixel * stretch_at(centre[1])
        x, y = project_point(*centre)
        self.step = scale  # projected metres a pixel
        self.left, self.top = x - scale * self.width / 2, y + scale * self.height / 2
        self.parts: list[str] = []
        self.taken: list[Box] = []

    @property
    def window(self) -> Any:
        """The window as a projected box."""
        return shapely.box(*self.bounds())

    def bounds(self, margin: float = 0.0) -> Box:
        """West, south, east and north of the window, projected, with so many pixels more on each side."""
        more = margin * self.step
        right, bottom = self.left + self.width * self.step, self.top - self.height * self.step
        return self.left - more, bottom - more, right + more, self.top + more

    def spot(self, long: float, lat: float) -> tuple[float, float]:
        """The pixel of a point in degrees."""
        x, y = project_point(long, lat)
        return (x - self.left) / self.step, (self.top - y) / self.step

    def pixels(self, shape: Any) -> np.ndarray:
        """The corners of a shape as pixels."""
        pairs = shapely.get_coordinates(shape)
        return np.column_stack(((pairs[:, 0] - self.left) / self.step, (self.top - pairs[:, 1]) / self.step))

    def seen(self, shape: Any, margin: float = 8.0) -> Any:
        """The part of a shape in the window, a little beyond its edge, without corners that nobody could see."""
        return shapely.simplify(shapely.clip_by_rect(shape, *self.bounds(margin)), self.step * 0.3)

    def lines(self, shape: Any, pen: Pen) -> None:
        """Draw lines."""
        paths = [self._path(part) for part in _parts(shape, "LineString")]
        if paths:
            self.parts.append(f'<path d="{"".join(paths)}" {pen.attributes()}/>')

    def area(self, shape: Any, fill: str) -> None:
        """Fill an area."""
        rings = [ring for part in _parts(shape, "Polygon") for ring in shapely.get_rings(part)]
        if rings:
            path = "".join(f"{self._path(ring)}Z" for ring in rings)
            self.parts.append(f'<path d="{path}" fill="{fill}" fill-rule="evenodd"/>')

    def _path(self, line: Any) -> str:
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in self.pixels(line).tolist())

    def write(self, at: tuple[float, float], words: str, more: str = "", size: int = 12) -> None:
        """Write words."""
        x, y = at
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" {FONT} {more}>{escape(words)}</text>')

    def label(self, at: tuple[float, float], words: str, size: int = 12, more: str = "") -> bool:
        """Write words around a pixel, over a white halo, unless other words are there already; whether it did."""
        x, y = at
        half = len(words) * size * LETTER / 2
        box = (x - half, y - size, x + half, y + 3)
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.width and box[3] <= self.height
        if not inside or any(_overlap(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        # Two texts, as not everything that prints SVG knows how to paint a letter's outline first.
        self.write(
            at, words, f'text-anchor="middle" stroke="#fff" stroke-width="4" stroke-linejoin="round" {more}', size
        )
        self.write(at, words, f'text-anchor="middle" {more}', size)
        return True

    def svg(self, title: str, below: Iterable[str], height: float) -> str:
        """The whole picture: the window in a frame, and what stands below it."""
        size = f'width="{self.width}" height="{height:.0f}" viewBox="0 0 {self.width} {height:.0f}"'
        clip = f'<clipPath id="w"><rect width="{self.width}" height="{self.height}"/></clipPath>'
        frame = f'<rect x=".5" y=".5" width="{self.width - 1}" height="{self.height - 1}" fill="none" stroke="#000"/>'
        ground = f'<rect width="{self.width}" height="{height:.0f}" fill="#fff"/>'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>'
        drawn = ['<g clip-path="url(#w)">', *self.parts, "</g>"]
        return "\n".join([head, clip, ground, *drawn, frame, *below, "</svg>\n"])


def _parts(shape: Any, kind: str) -> Iterator[Any]:
    for part in shapely.get_parts(shapely.get_parts([shape])):
        if part.geom_type == "GeometryCollection":
            yield from _parts(part, kind)
        elif part.geom_type == kind or (kind == "LineString" and part.geom_type == "LinearRing"):
            yield part


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
