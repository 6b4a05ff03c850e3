"""Names on a map: of areas where there is room, of streets along them, none over another."""

from typing import Any

import numpy as np
import shapely

from services.geo.pictures.picture import Picture
from services.geo.pictures.sheet import Sheet

MOST_STREETS = 14
SMALLEST = 40  # pixels: a smaller part of an area has no room for its name
HEIGHTS = (None, 0.75, 0.25, 0.9, 0.1)  # of an area where its name is tried; None: wherever there is most room


def write_areas(picture: Picture, kind: str) -> None:
    """Write the names of a layer's areas, the place's own first."""
    sheet, areas = picture.sheet, picture.atlas.areas.areas
    own = (picture.answer["layers"].get(kind) or {}).get("code")
    for number, shape in sorted(picture.of(kind), key=lambda item: areas[item[0]].code != own):
        visible = shapely.clip_by_rect(shape, *sheet.bounds(-14))
        if visible.area > (SMALLEST * sheet.step) ** 2:
            _write_area(sheet, areas[number].name, visible, areas[number].code == own)


def _write_area(sheet: Sheet, name: str, visible: Any, own: bool) -> None:
    look = 'font-weight="bold"' if own else 'fill="#333"'
    for height in HEIGHTS:
        at = shapely.point_on_surface(visible if height is None else _band(visible, height))
        if not at.is_empty and sheet.label(tuple(sheet.pixels(at)[0].tolist()), name, 13, look):
            return


def _band(shape: Any, height: float) -> Any:
    """The part of a shape around a height, 0 at its foot and 1 at its top."""
    west, south, east, north = shape.bounds
    middle, half = south + (north - south) * height, (north - south) / 50
    return shapely.clip_by_rect(shape, west, middle - half, east, middle + half)


def write_streets(picture: Picture) -> None:
    """Write the names of the longest streets that are longer than their names."""
    written = 0
    for name, line in sorted(picture.streets.items(), key=lambda item: -shapely.length(item[1])):
        if written < MOST_STREETS and line.length > len(name) * 7 * picture.sheet.step:
            written += _write_along(picture.sheet, name, line)


def _write_along(sheet: Sheet, name: str, line: Any) -> bool:
    whole = shapely.line_merge(line) if line.geom_type == "MultiLineString" else line
    longest = max(shapely.get_parts(whole), key=shapely.length)
    points = (shapely.line_interpolate_point(longest, share, normalized=True) for share in (0.4, 0.5, 0.6))
    back, (x, y), ahead = (sheet.pixels(point)[0] for point in points)
    angle = float(np.degrees(np.arctan2(*(ahead - back)[::-1])))
    upright = (angle + 90) % 180 - 90
    turned = f'transform="rotate({upright:.1f} {x:.1f} {y:.1f})" fill="#444"'
    return sheet.label((float(x), float(y) + 3), name, 10, turned)
