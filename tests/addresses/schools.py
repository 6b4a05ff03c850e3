"""Real addresses of a county's schools: against the streets that are loaded, and loaded themselves and mistyped."""

import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from services.geo.addresses.addresses import AddressBook, address_of
from services.geo.addresses.matches import find, street_in
from tests.addresses.cases import SPELLED, Case
from tests.addresses.slips import mistype

School = dict[str, str]
SHORT = {spelled: short for short, spelled in SPELLED.items()}


def read_schools(file: Path) -> list[School]:
    """The rows of the list."""
    with file.open(newline="", encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def book_of(schools: Sequence[School]) -> AddressBook:
    """The schools' addresses as a county would load them: number and street apart, the type abbreviated."""
    found = {}
    for school in schools:
        number, _, street = school["street_address"].partition(" ")
        words = street.split(" ")
        words[-1] = SHORT.get(words[-1], words[-1])
        told = {"number": number, "street": " ".join(words), "city": school["city"], "zip": school["zip"]}
        point = Point(float(school["lon"]), float(school["lat"]))
        found[school["street_address"]] = address_of(school["street_address"], told, point)
    return AddressBook(found.values())


class Point:
    """A position as a layer gives it."""

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y = x, y


def cases_of(schools: Sequence[School], seed: int = 311) -> Iterator[Case]:
    """Each school as its list writes it, with one slip and with two."""
    chance = random.Random(seed)
    for slips in (0, 1, 2):
        for school in schools:
            number, _, street = school["street_address"].partition(" ")
            text = f"{number} {mistype(street, slips, chance)}, {school['city']}, {school['state']} {school['zip']}"
            yield Case(text, school["street_address"], f"school, {slips} slips")


def outside(book: AddressBook, schools: Sequence[School]) -> list[str]:
    """The schools whose street is not among those that are loaded."""
    streets = ((school, street_in(school["street_address"])) for school in schools)
    return [school["street_address"] for school, street in streets if not _is_known(book, street)]


def _is_known(book: AddressBook, street: str) -> bool:
    return any(likeness == 1.0 for _, likeness in book.streets.like(street))


def found_inside(book: AddressBook, schools: Sequence[School], left_out: Sequence[str]) -> tuple[int, int]:
    """How many schools on loaded streets come first, and among three, with their own house number."""
    first = three = 0
    for school in schools:
        if school["street_address"] not in left_out:
            number = int(school["street_address"].split(" ")[0])
            found = [match.address.number for match in find(book, school["street_address"])]
            first, three = first + (found[:1] == [number]), three + (number in found[:3])
    return first, three
