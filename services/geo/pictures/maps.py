"""The map of a place: where it lies, how wide the map is, which layers it shows, and what it says in words."""

from typing import Any

from services.geo.atlas.atlas import Atlas
from services.geo.atlas.index import COUNTY
from services.geo.contract.pictures import PlaceNotFound
from services.geo.pictures.legend import legend, scale_bar, told
from services.geo.pictures.names import write_areas, write_streets
from services.geo.pictures.picture import Picture
from services.geo.pictures.sheet import Sheet
from services.geo.places.lookups import locate
from services.geo.places.questions import words

USUAL = ("county", "municipality", "council_district", "zip_code")
LEAST_METRES, MOST_METRES = 2_400.0, 12_000.0  # how wide a map is by itself
BORDER_SEEN = 3.2  # times as wide as the nearest border is far
AROUND = 1.15  # a ZIP area is shown with so much around it
OF_THE_MAP = ("layers", "width_metres", "width", "height")


def draw_map(atlas: Atlas, wish: dict[str, Any]) -> str:
    """The map of a checked message of the call draw_map, as SVG; PlaceNotFound when nobody can say where it is."""
    asked = {name: value for name, value in wish.items() if name not in OF_THE_MAP}
    answer = locate(atlas, asked | {"border": "exact"})
    position = answer["position"]
    if position is None:
        raise PlaceNotFound
    kinds = [kind for kind in wish.get("layers") or USUAL if kind in atlas.kinds]
    metres = wish.get("width_metres") or _metres(answer, kinds)
    sheet = Sheet((position["long"], position["lat"]), metres, (wish["width"], wish["height"]))
    _draw(Picture(atlas, sheet, answer), kinds)
    below, height = legend(sheet, answer, kinds)
    return sheet.svg(_title(answer, kinds), [*scale_bar(sheet), *below], height)


def _metres(answer: dict[str, Any], kinds: list[str]) -> float:
    """Wide enough for all that the place may be, and for the nearest border if that is not far."""
    layers = [answer["layers"][kind] for kind in kinds if kind != COUNTY and answer["layers"][kind]]
    near = [layer["border_metres"] for layer in layers if layer["border_metres"] is not None]
    border = min(BORDER_SEEN * min(near), MOST_METRES) if near else 0.0
    return max(LEAST_METRES, border, 2 * AROUND * answer["position"]["certainty_metres"])


def _draw(picture: Picture, kinds: list[str]) -> None:
    """Everything from the bottom up; words last, so that no line runs over them."""
    picture.shade(kinds)
    picture.roads()
    for kind in kinds:
        picture.borders(kind)
    picture.place()
    for kind in kinds:
        write_areas(picture, kind)
    write_streets(picture)


def _title(answer: dict[str, Any], kinds: list[str]) -> str:
    """What the map shows, for those who do not see it."""
    position = answer["position"]
    place = (answer["address"] or {}).get("label") or f"{position['lat']:.5f}, {position['long']:.5f}"
    said = [f"{words(kind)} {name}" for kind in kinds if (name := told(answer, kind))]
    return "; ".join([f"Map of {place}", *said])
