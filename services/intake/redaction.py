"""Whose words everybody would read: the resident's name and home are blotted out of them, and a home is no address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.common.redaction.blotting import NOBODY, Person, blot, kinds_in, person
from services.intake.families.spots import plain_address
from services.intake.models import Resident, ServiceRequest

PERSONS, REQUESTS = Resident.__table__, ServiceRequest.__table__
# What is read of a resident beside a request, for the blotting alone.
MEMBERS = (PERSONS.c.name.label("person_name"), PERSONS.c.address.label("person_address"))
PLACE = ("address", "address_id", "zip", "lat", "long")
_OF_NUMBERS = select(REQUESTS.c.number, *(REQUESTS.c[name] for name in PLACE), *MEMBERS).select_from(
    REQUESTS.join(PERSONS, PERSONS.c.id == REQUESTS.c.resident_id)
)
_HOUSE = re.compile(r"^\s*(\d+)\S*\s+")
HOME_DECIMALS = 3  # of a degree: about a hundred metres


def whose(row: Any, known: frozenset[str] = frozenset()) -> Person:
    """Return who speaks in a row that has MEMBERS and the address of its request; nobody in none.

    `known` are the telephone numbers of the county, which everybody may read.
    """
    if row is None or (row.person_name is None and row.person_address is None):
        return replace(NOBODY, known=known)
    return replace(person(row.person_name, _lines(row.person_address), row.address), known=known)


def of_numbers(session: Session, numbers: Iterable[str]) -> dict[str, Row[Any]]:
    """Return person and place of each of the requests that name somebody, by number."""
    rows = session.execute(_OF_NUMBERS.where(REQUESTS.c.number.in_(sorted(set(numbers)))))
    return {row.number: row for row in rows}


def public_text(text: str | None, who: Person) -> str | None:
    """Return words as everybody may read them."""
    return blot(text, who).text if text else text


def warnings(session: Session, request: ServiceRequest, text: str) -> dict[str, Any]:
    """Return {"personal_data": kinds} of what staff are about to let others read."""
    speaker = of_numbers(session, [request.number]).get(request.number)
    return {"personal_data": kinds_in([text], whose(speaker))}


def public_place(row: Any) -> dict[str, Any]:
    """Return where it is; of the resident's own home only the block, and the point no finer than that."""
    place = {name: getattr(row, name) for name in PLACE}
    if not _is_home(row):
        return place
    point = {name: None if place[name] is None else round(place[name], HOME_DECIMALS) for name in ("lat", "long")}
    return place | point | {"address": block_of(row.address), "address_id": None}


def block_of(address: str) -> str:
    """Return the block of an address: 7342 Carroll Ave is "7300 block of Carroll Ave"."""
    house = _HOUSE.match(address)
    if house is None:
        return address
    return f"{int(house[1]) // 100 * 100} block of {address[house.end() :]}"


def _is_home(row: Any) -> bool:
    place = plain_address(row.address or "")
    return bool(place) and place in {plain_address(line) for line in _lines(row.person_address)}


def _lines(address: Mapping[str, Any] | None) -> list[str]:
    return (address or {}).get("lines") or []
