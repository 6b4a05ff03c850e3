"""Addresses and crossings of a layer file, each written as somebody might: abbreviated, spelled out, mistyped."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.addresses.slips import LEAST_LETTERS, mistype

SPELLED = {
    "Ave": "Avenue", "St": "Street", "Rd": "Road", "Dr": "Drive", "Ln": "Lane", "Ct": "Court", "Pl": "Place",
    "Blvd": "Boulevard", "Ter": "Terrace", "Cir": "Circle", "Pkwy": "Parkway", "Hwy": "Highway", "Sq": "Square",
}  # fmt: skip
SHORTER = {"Ave": "Av.", "St": "St.", "Rd": "rd", "Dr": "Dr.", "Blvd": "blvd.", "Pike": "Pk", "Ln": "la", "Ct": "ct."}
DIRECTIONS = {"N": "North", "S": "South", "E": "East", "W": "West"}
UNITS = ("", "", "", " Apt 4", " #12", ", Unit B")
JOINED = ("{0} & {1}", "{0} and {1}", "corner of {0} and {1}", "{1} at {0}", "intersection of {1} and {0}")


@dataclass(frozen=True)
class Case:
    """What somebody wrote, which address is meant, and how it was made."""

    text: str
    address_id: str
    form: str


def read(file: Path) -> list[dict[str, Any]]:
    """The properties of the addresses of a layer file."""
    return [feature["properties"] for feature in json.loads(file.read_text())["features"]]


def cases_of(addresses: Sequence[dict[str, Any]], many: int, seed: int = 311) -> Iterator[Case]:
    """So many cases: a third without slips, a third with one, a third with two, crossings among all."""
    chance = random.Random(seed)
    streets = {str(address["street"]).lower() for address in addresses}
    made = 0
    while made < many:
        address, slips = chance.choice(addresses), made % 3
        crossing = address.get("kind") == "intersection"
        name = _name(address, crossing, chance)
        written = mistype(name, slips, chance)
        if not _can_be_meant(name, written, slips, streets):
            continue
        made += 1
        form = ("crossing" if crossing else "address", f"{slips} slips")
        yield Case(_whole(address, written, crossing, chance), address["id"], ", ".join(form))


def _name(address: dict[str, Any], crossing: bool, chance: random.Random) -> str:
    if not crossing:
        return _spelling(address["street"], chance)
    one, other = address["street"].split(" & ")
    return chance.choice(JOINED).format(_spelling(one, chance), _spelling(other, chance))


def _spelling(street: str, chance: random.Random) -> str:
    table = chance.choice((SPELLED, SHORTER, {}))
    words = [DIRECTIONS.get(word, word) if table is SPELLED else word for word in street.split(" ")]
    words[-1] = table.get(words[-1], words[-1])
    return " ".join(words)


def _can_be_meant(name: str, written: str, slips: int, streets: set[str]) -> bool:
    """Whether the slips could be made, and did not turn the street into another one of the county."""
    letters = sum(len(word) for word in name.split(" ") if len(word) >= LEAST_LETTERS and word.isalpha())
    return letters >= LEAST_LETTERS * slips and (not slips or written.lower() not in streets)


def _whole(address: dict[str, Any], street: str, crossing: bool, chance: random.Random) -> str:
    case = chance.choice((str, str, str.lower, str.upper))
    if crossing:
        return case(street)
    place = chance.choice((f", {address['city']}", f" {address['zip']}", f", {address['city']}, MD {address['zip']}"))
    unit = f" {address['unit']}" if address.get("unit") else chance.choice(UNITS)
    return case(f"{address['number']} {street}{unit}{place}")
