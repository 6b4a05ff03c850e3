"""Looking somebody up who lost the number: the name as it sounds, and a second factor that opens what fits.

What does not fit is shown as initials and a month, so that an agent knows what else to ask for and nobody can browse.
Hit and miss run the same statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake.catalogue import Catalogue
from services.intake.models import Resident, ServiceRequest
from services.intake.people import factors, names

MOST_MATCHED, MOST_MASKED = 50, 20
PERSONS, REQUESTS = Resident.__table__, ServiceRequest.__table__
_SHOWN = (
    *(PERSONS.c[name] for name in ("id", "name", "phone_key", "email_key", "place_key")),
    *(REQUESTS.c[name] for name in ("number", "service_code", "status", "department", "area", "requested_at")),
)
# Drills are not found; anonymous requests have no row of a person, what was anonymised has no name to fit.
_PERSON_OF = and_(REQUESTS.c.number == PERSONS.c.number, REQUESTS.c.resident_id == PERSONS.c.id)
_FOUND = select(*_SHOWN).select_from(PERSONS.join(REQUESTS, _PERSON_OF)).where(~REQUESTS.c.drill)


@dataclass(frozen=True)
class Found:
    """What a look-up has found: rows that the factor opens, rows that it does not, and whether there are more."""

    matched: Sequence[Row[Any]]
    masked: Sequence[Row[Any]]
    more: bool


def find(session: Session, wanted: Mapping[str, Any]) -> Found:
    """Return the requests of whoever bears this name, sorted by whether the second factor fits."""
    name, factor = wanted["name"], wanted["factor"]
    by_name = _by_name(name)
    bearers = _rows(session, by_name, MOST_MATCHED)
    opened = _rows(session, _by_factor(by_name, factor), 4 * MOST_MATCHED)
    fitting = {row.id: row for row in (*opened, *bearers) if names.fits(name, row.name)}
    matched = [row for row in fitting.values() if factors.fits(factor, row)]
    if factor.get("date") and len(matched) > 1:
        matched = []  # About when it was tells nobody apart who bears the same name.
    known = {row.id for row in matched}
    masked = [row for row in fitting.values() if row.id not in known]
    more = len(bearers) == MOST_MATCHED or len(masked) > MOST_MASKED
    return Found(_newest(matched)[:MOST_MATCHED], _newest(masked)[:MOST_MASKED], more)


def _by_name(name: str) -> ColumnElement[bool]:
    keys = names.wanted_keys(name)
    return or_(PERSONS.c.name_key.in_(keys), PERSONS.c.name_key2.in_(keys))


def _by_factor(by_name: ColumnElement[bool], factor: Mapping[str, Any]) -> ColumnElement[bool]:
    """A date stands with the request, so the name is needed; every other factor finds its own rows."""
    if factor.get("date"):
        return and_(by_name, REQUESTS.c.requested_at.between(*factors.span_of(factor["date"])))
    column, key = factors.key_of(factor)
    return false() if key is None else PERSONS.c[column] == key


def _rows(session: Session, condition: ColumnElement[bool], most: int) -> Sequence[Row[Any]]:
    return session.execute(_FOUND.where(condition).order_by(PERSONS.c.id.desc()).limit(most)).all()


def _newest(rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    return sorted(rows, key=lambda row: row.requested_at, reverse=True)


def show(found: Found, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the hits as they are shown: what the factor opens, then the rest masked."""
    opened = [_opened(row, catalogue) for row in found.matched]
    return opened + [_masked(row, catalogue) for row in found.masked]


def _opened(row: Row[Any], catalogue: Catalogue) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("name", "number", "status", "department", "area")}
    shown["service"] = {"code": row.service_code, "name": catalogue.name_of("service_type", row.service_code)}
    return shown | _plain(row) | {"matched": True, "requested_at": clock.as_utc(row.requested_at)}


def _masked(row: Row[Any], catalogue: Catalogue) -> dict[str, Any]:
    """What a private type says of a person is as private as the name."""
    service = None
    if row.service_code in catalogue.public_codes():
        service = {"code": row.service_code, "name": catalogue.name_of("service_type", row.service_code)}
    hidden = dict.fromkeys(("number", "status", "department", "area", "requested_at"))
    return hidden | _plain(row) | {"matched": False, "name": names.mask(row.name), "service": service}


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {"month": row.requested_at.strftime("%Y-%m"), "on_record": factors.on_record(row)}
