"""Looking somebody up who lost the number: the name as it sounds, and a second factor that opens what fits.

What does not fit is shown as initials and a month, so that an agent knows what else to ask for and nobody can browse.
Hit and miss run the same statements.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Row, Select, and_, false, func, literal, select, true, union
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import first_id
from services.intake.catalogue import Catalogue
from services.intake.models import Resident, ServiceRequest
from services.intake.people import factors, names

MOST_MATCHED, MOST_MASKED = 50, 20
MOST_OF_KEY = 50  # of two parts of a name: "Maria José" is borne by thousands, each with another family
MOST_BEARERS = 300  # of all parts, whom a name may fit
PERSONS, REQUESTS = Resident.__table__, ServiceRequest.__table__
_SHOWN = (
    *(PERSONS.c[name] for name in ("id", "name", "phone_key", "email_key", "place_key")),
    *(REQUESTS.c[name] for name in ("number", "service_code", "status", "department", "area", "requested_at")),
)
_NAMED = select(PERSONS.c.id, PERSONS.c.name)
# Drills are not found; anonymous requests have no row of a person, what was anonymised has no name to fit.
_PERSON_OF = and_(REQUESTS.c.number == PERSONS.c.number, REQUESTS.c.resident_id == PERSONS.c.id)
_FOUND = select(*_SHOWN).select_from(PERSONS.join(REQUESTS, _PERSON_OF)).where(~REQUESTS.c.drill)


Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Found:
    """What a look-up has found: rows that the factor opens, rows that it does not, and whether there are more."""

    matched: Sequence[Row[Any]]
    masked: Sequence[Row[Any]]
    more: bool


def find(session: Session, wanted: Mapping[str, Any]) -> Found:
    """Return the requests of whoever bears this name, sorted by whether the second factor fits.

    Names are read and compared first; requests only of those whose name fits.
    """
    name, factor = wanted["name"], wanted["factor"]
    opened = _fitting(session, name, _has(session, factor, name))
    bearers = _fitting(session, name, _bears(session, name))[:MOST_MATCHED]
    fitting = _rows(session, {*opened, *bearers})
    matched = [row for row in fitting if factors.fits(factor, row)]
    if factor.get("date") and len(matched) > 1:
        matched = []  # About when it was tells nobody apart who bears the same name.
    known = {row.id for row in matched}
    masked = [row for row in fitting if row.id not in known]
    more = len(bearers) == MOST_MATCHED or len(masked) > MOST_MASKED
    return Found(_newest(matched)[:MOST_MATCHED], _newest(masked)[:MOST_MASKED], more)


def _fitting(session: Session, name: str, condition: ColumnElement[bool]) -> list[str]:
    """The ids of those whose name fits, the newest first."""
    rows = session.execute(_NAMED.where(condition).order_by(PERSONS.c.id.desc()).limit(MOST_BEARERS)).all()
    return [row.id for row in rows if names.fits(name, row.name)]


def _bears(session: Session, name: str, span: Span | None = None) -> ColumnElement[bool]:
    """The condition for whoever bears a name: the newest of them, or those of a span of time.

    Their ids are read first, from the indexes of the names alone and of each key so many. Left to choose, PostgreSQL
    reads everybody from the newest on until enough bear the name.
    """
    keys, columns = names.wanted_keys(name), (PERSONS.c.name_key, PERSONS.c.name_key2)
    each = _of_each_key if session.get_bind().dialect.name == "postgresql" else _of_all_keys
    ids = union(*(each(column, keys, span) for column in columns)).subquery()
    return PERSONS.c.id.in_(select(ids.c.id).order_by(ids.c.id.desc()).limit(MOST_BEARERS))


def _within(id_: Any, span: Span | None) -> list[Any]:
    """Ids say when they were made: with the request, or later when its resident gave a name later."""
    return [] if span is None else [id_ >= first_id(span[0]), id_ < first_id(span[1])]


def _of_each_key(column: Any, keys: list[int], span: Span | None) -> Select[Any]:
    wanted = func.unnest(literal(keys, ARRAY(BigInteger))).table_valued("key").render_derived()
    query = select(PERSONS.c.id).where(column == wanted.c.key, *_within(PERSONS.c.id, span)).correlate(wanted)
    some = query.order_by(PERSONS.c.id.desc()).limit(MOST_OF_KEY).lateral()
    return select(some.c.id).select_from(wanted).join(some, true())


def _of_all_keys(column: Any, keys: list[int], span: Span | None) -> Select[Any]:
    """The same where a query cannot be repeated for each key: all are read, in the order of the index."""
    place = func.row_number().over(partition_by=column, order_by=PERSONS.c.id.desc()).label("place")
    query = select(PERSONS.c.id, place).where(column.in_(keys), *_within(PERSONS.c.id, span))
    ranked = query.subquery()
    return select(ranked.c.id).where(ranked.c.place <= MOST_OF_KEY)


def _has(session: Session, factor: Mapping[str, Any], name: str) -> ColumnElement[bool]:
    """A date is no one's own, so the name is needed; every other factor finds its own rows."""
    if factor.get("date"):
        return _bears(session, name, factors.span_of(factor["date"]))
    column, key = factors.key_of(factor)
    return false() if key is None else PERSONS.c[column] == key


def _rows(session: Session, ids: Collection[str]) -> Sequence[Row[Any]]:
    return session.execute(_FOUND.where(PERSONS.c.id.in_(ids))).all()


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
