"""What stands below a map: for each layer its line and the area in which the place lies; and the scale."""

from collections.abc import Iterator
from html import escape
from typing import Any

from services.geo.pictures.pens import pen_of
from services.geo.pictures.sheet import FONT, Sheet
from services.geo.places.questions import words

ROW = 19  # pixels
SAMPLE = 46  # pixels of line
LONGEST_SHARE = 0.3  # of the width, for the scale
NICE = (1, 2, 5)


def told(answer: dict[str, Any], kind: str) -> str:
    """The area of a layer in words; all of them, with their shares, for a ZIP that lies in several."""
    layer = answer["layers"].get(kind)
    if not layer:
        return ""
    if layer["code"] is not None:
        return str(layer["name"])
    return ", ".join(f"{item['name']} {item['share']:.0%}" for item in layer["candidates"] if item["share"] >= 0.005)


def legend(sheet: Sheet, answer: dict[str, Any], kinds: list[str]) -> tuple[list[str], float]:
    """The rows below the map, and how high the whole picture is with them."""
    rows = []
    for place, kind in enumerate(kinds):
        y = sheet.height + ROW * (place + 1)
        line = f'<path d="M6 {y - 4:.1f}H{6 + SAMPLE}" {pen_of(kind).attributes()}/>'
        text = f"{words(kind)[:1].upper()}{words(kind)[1:]}: {told(answer, kind) or 'none'}"
        rows.append(f'{line}<text x="{SAMPLE + 16}" y="{y}" font-size="13" {FONT}>{escape(_cut(text, sheet))}</text>')
    return rows, sheet.height + ROW * len(kinds) + 8


def _cut(text: str, sheet: Sheet) -> str:
    most = int((sheet.width - SAMPLE - 20) / 7)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def scale_bar(sheet: Sheet) -> Iterator[str]:
    """A bar of a round length and its metres or kilometres, on white, in the lower left corner."""
    metres = _round_length(sheet.width * LONGEST_SHARE * sheet.metres_a_pixel)
    pixels, y = metres / sheet.metres_a_pixel, sheet.height - 12
    text = f"{metres:g} m" if metres < 1000 else f"{metres / 1000:g} km"
    box = f'x="6" y="{y - 18}" width="{pixels + 16:.1f}" height="25"'
    yield f'<rect {box} fill="#fff" stroke="#000" stroke-width=".5"/>'
    yield f'<path d="M14 {y - 4}V{y}H{14 + pixels:.1f}V{y - 4}" fill="none" stroke="#000" stroke-width="1.5"/>'
    yield f'<text x="{14 + pixels / 2:.1f}" y="{y - 5}" font-size="11" text-anchor="middle" {FONT}>{text}</text>'


def _round_length(most: float) -> float:
    power = 10.0 ** len(str(int(most))) / 10
    return max(nice * power for nice in NICE if nice * power <= most) if most >= 1 else most
