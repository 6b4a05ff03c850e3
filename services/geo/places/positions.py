"""Where a place was taken to be, how that was found, and how certain it is."""

from dataclasses import dataclass
from typing import Any

POINT_CERTAINTY = 10.0  # metres: a click on a map, a good satellite fix


@dataclass(frozen=True, slots=True)
class Position:
    """A point in degrees; street_key names the street of an address, whose road it then lies on."""

    long: float
    lat: float
    method: str = "point"
    certainty_metres: float = POINT_CERTAINTY
    street_key: str | None = None

    def as_answer(self) -> dict[str, Any]:
        """The position in the form of the contract."""
        return {"lat": self.lat, "long": self.long, "method": self.method, "certainty_metres": self.certainty_metres}
