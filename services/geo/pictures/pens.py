"""How each kind of layer is drawn: told apart by width and dashes, so that a photocopy can be read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pen:
    """A line: width and dashes in pixels, and a grey."""

    width: float
    dashes: str = ""
    grey: str = "#000"

    def attributes(self) -> str:
        """The line as SVG attributes."""
        dashed = f' stroke-dasharray="{self.dashes}"' if self.dashes else ""
        return f'fill="none" stroke="{self.grey}" stroke-width="{self.width}" stroke-linejoin="round"{dashed}'


PENS = {
    "county": Pen(3.2, "14 4 3 4"),
    "municipality": Pen(2.0),
    "council_district": Pen(2.2, "9 5"),
    "zip_code": Pen(1.6, "2 4"),
    "school_board_district": Pen(1.8, "12 4 2 4 2 4"),
    "state_house_district": Pen(1.6, "5 3"),
    "state_senate_district": Pen(2.2, "16 6"),
    "congressional_district": Pen(2.6, "20 5 5 5"),
    "service_area": Pen(1.4, "7 3 1 3"),
    "park": Pen(1.0, "1 2"),
}
OTHER = Pen(1.4, "4 2 1 2")
HALO = Pen(6.0, "", "#fff")
STREET, ROUTE = Pen(1.0, "", "#aaa"), Pen(2.6, "", "#999")
CERTAINTY = Pen(1.0, "3 3")


def pen_of(kind: str) -> Pen:
    """The pen for the borders of a kind of layer."""
    return PENS.get(kind, OTHER)
