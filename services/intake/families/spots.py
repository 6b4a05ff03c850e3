"""Where a request is, as a number that near ones share: a cell of the map, or an address as people write it."""

import hashlib
import math
import re
import zlib
from typing import Any

METRES_PER_DEGREE = 111_195.0
CELL_METRES = 200.0  # two times NEAR_METRES: what is near lies in one of four cells
NEAR_METRES = 100.0
_ROWS, _COLUMNS = 1 << 17, 1 << 18
_SIGNS = re.compile(r"[^a-z0-9&/ ]+")
# What is written short or long; the short form of the postal service (USPS Publication 28, appendix C1).
SHORT = {
    "avenue": "ave", "boulevard": "blvd", "circle": "cir", "court": "ct", "drive": "dr", "highway": "hwy",
    "lane": "ln", "parkway": "pkwy", "place": "pl", "road": "rd", "square": "sq", "street": "st", "terrace": "ter",
    "turnpike": "tpke", "pike": "pike", "way": "way", "north": "n", "south": "s", "east": "e", "west": "w",
    "northeast": "ne", "northwest": "nw", "southeast": "se", "southwest": "sw", "and": "&", "at": "&",
}  # fmt: skip
UNIT = re.compile(r"\b(?:apt|apartment|unit|suite|ste|#)\b.*$")


def cell_of(service_code: str, lat: float, long: float) -> int:
    """Return the number of the cell in which a point lies, for one service type."""
    row = math.floor(lat * METRES_PER_DEGREE / CELL_METRES)
    return _cell(service_code, row, math.floor(_across(row, long)))


def cells_near(service_code: str, lat: float, long: float) -> list[int]:
    """Return the four cells that hold everything within NEAR_METRES."""
    up = lat * METRES_PER_DEGREE / CELL_METRES
    found = []
    for row in _two(up):
        found += [_cell(service_code, row, column) for column in _two(_across(row, long))]
    return found


def _two(position: float) -> tuple[int, int]:
    """The number of the strip in which a position lies, and of the neighbour on the nearer side."""
    here = math.floor(position)
    return here, here + (1 if position - here >= 0.5 else -1)


def _across(row: int, long: float) -> float:
    """Columns are counted along the middle of their row, so that a cell is equally wide everywhere."""
    middle = (row + 0.5) * CELL_METRES / METRES_PER_DEGREE
    return long * METRES_PER_DEGREE * math.cos(math.radians(middle)) / CELL_METRES


def _cell(service_code: str, row: int, column: int) -> int:
    kind = zlib.crc32(service_code.encode()) & 0x7FFFFFF
    return ((kind * _ROWS * 2 + row + _ROWS) * _COLUMNS + column + _COLUMNS // 2) & (2**63 - 1)


def street_of(service_code: str, address: str | None) -> int | None:
    """Return the number of an address, however it is abbreviated, for one service type; None for no address."""
    plain = plain_address(address or "")
    if not plain:
        return None
    said = f"{service_code}\n{plain}".encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big") >> 1


def plain_address(address: str) -> str:
    """Return street and house number in one spelling: without town, flat, dots and long forms."""
    first = UNIT.sub("", address.partition(",")[0].lower().replace("#", " # "))
    return " ".join(SHORT.get(word, word) for word in _SIGNS.sub(" ", first).split())


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return how far two points are apart; exact enough within a county."""
    across = math.cos(math.radians((one[0] + other[0]) / 2))
    return METRES_PER_DEGREE * math.hypot(one[0] - other[0], (one[1] - other[1]) * across)


def columns(service_code: str, location: dict[str, Any]) -> dict[str, int | None]:
    """Return the two numbers under which a request is found again: {"cell", "street"}."""
    lat, long = location.get("lat"), location.get("long")
    cell = None if lat is None or long is None else cell_of(service_code, lat, long)
    return {"cell": cell, "street": street_of(service_code, location.get("address"))}
