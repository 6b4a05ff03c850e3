"""Which requests and contacts are a person's: those that were named, and those with the same address or number."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.common.errors import InvalidInput, NotFound
from services.intake import request_numbers
from services.intake.contract.privacy import MOST
from services.intake.models import Contact, ContactItem, Resident, ServiceRequest

_NOISE = ("-", " ", "(", ")", ".", "+")


@dataclass(frozen=True)
class Belongings:
    """What belongs to a person: numbers of requests, ids of contacts and of rows that say who asked."""

    numbers: list[str]
    contacts: list[str]
    residents: list[str]

    @property
    def objects(self) -> list[str]:
        """Requests and contacts together."""
        return [*self.numbers, *self.contacts]


def find(session: Session, person: dict[str, Any]) -> Belongings:
    """Return what belongs to a person; InvalidInput names what is not there.

    To a request belong its parts and the contacts that ended in it, to an address or telephone number everything that
    was asked with it. Anonymous things belong to nobody unless they are named.
    """
    numbers, contacts = _named(session, person)
    residents = _residents(session, person)
    numbers |= _of(session, select(Resident.number).where(Resident.id.in_(residents)))
    numbers |= _of(session, select(ServiceRequest.number).where(ServiceRequest.split_from.in_(numbers)))
    contacts |= _of(session, select(Contact.id).where(Contact.resident_id.in_(residents)))
    ended_in = select(ContactItem.contact_id).where(ContactItem.number.in_(numbers), ContactItem.outcome == "request")
    contacts |= _of(session, ended_in)
    if len(numbers) + len(contacts) > MOST:
        raise InvalidInput(errors=[{"pointer": "/", "detail": f"More than {MOST} requests and contacts: name fewer."}])
    residents |= _of(session, select(ServiceRequest.resident_id).where(ServiceRequest.number.in_(numbers)))
    residents |= _of(session, select(Contact.resident_id).where(Contact.id.in_(contacts)))
    return Belongings(sorted(numbers), sorted(contacts), sorted(residents))


def _of(session: Session, query: Any) -> set[str]:
    return {value for value in session.execute(query).scalars() if value is not None}


def _named(session: Session, person: dict[str, Any]) -> tuple[set[str], set[str]]:
    errors = []
    numbers: set[str] = set()
    for place, written in enumerate(person["numbers"]):
        try:
            numbers.add(request_numbers.parse(written))
        except NotFound as refusal:
            errors.append({"pointer": f"/numbers/{place}", "detail": refusal.detail})
    known = _of(session, select(ServiceRequest.number).where(ServiceRequest.number.in_(numbers)))
    known |= _of(session, select(Contact.id).where(Contact.id.in_(person["contacts"])))
    for name in ("numbers", "contacts"):
        wanted = sorted(numbers) if name == "numbers" else person[name]
        gone = [one for one in wanted if one not in known]
        errors += [{"pointer": f"/{name}", "detail": f"There is no {name[:-1]} {one}."} for one in gone]
    if errors:
        raise InvalidInput(errors=errors)
    return numbers, set(person["contacts"])


def _residents(session: Session, person: dict[str, Any]) -> set[str]:
    """The rows with the address or telephone number, in whichever spelling; they are walked through, once a person."""
    said = []
    if person["email"]:
        said.append(func.lower(Resident.email) == person["email"].strip().lower())
    if person["phone"]:
        said.append(_plain(Resident.phone).in_(_spellings(person["phone"])))
    return _of(session, select(Resident.id).where(or_(*said))) if said else set()


def _plain(column: Any) -> Any:
    for sign in _NOISE:
        column = func.replace(column, sign, "")
    return column


def _spellings(phone: str) -> list[str]:
    """The digits, with and without the country's 1."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    short = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    return [short, f"1{short}"]
