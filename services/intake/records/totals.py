"""Totals of a span of days, counted from the rows themselves: what files and pages add up to."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from services.common.errors import InvalidInput
from services.intake.models import ContactItem
from services.intake.records.kinds import CONTACTS, REQUESTS, SCHEMA_VERSION, Kind, county_zone, span

MOST_DAYS = 366
BY = {
    "requests": ("type", "status", "department", "channel", "language"),
    "contacts": ("type", "channel", "language"),
}


def show(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the totals of the days from `since` to `until`, both included."""
    first, last = wanted["since"], wanted["until"]
    if not 0 <= (last - first).days < MOST_DAYS:
        raise InvalidInput(errors=[{"pointer": "/until", "detail": f"From 1 to {MOST_DAYS} days at once."}])
    return count(session, first, last)


def count(session: Session, first: date, last: date, as_of: datetime | None = None) -> dict[str, Any]:
    """Count what stood at a moment and has not changed since; drills are no part of it."""
    start, end = span(first, last, county_zone())
    within = {kind.name: _within(kind, start, end, as_of) for kind in (REQUESTS, CONTACTS)}
    return {
        "schema_version": SCHEMA_VERSION, "since": first, "until": last,
        "requests": _of(session, REQUESTS, within[REQUESTS.name]),
        "contacts": _of(session, CONTACTS, within[CONTACTS.name]) | _items(session, within[CONTACTS.name]),
    }  # fmt: skip


def _within(kind: Kind, start: datetime, end: datetime, as_of: datetime | None) -> list[Any]:
    found = [kind.at >= start, kind.at < end, kind.table.c.drill == false()]
    return [*found, *kind.stands_since(as_of)] if as_of else found


def _of(session: Session, kind: Kind, within: list[Any]) -> dict[str, Any]:
    named = kind.dimensions | ({"status": kind.table.c.status} if kind is REQUESTS else {})
    keys = [named[name] for name in BY[kind.name]]
    query = select(*keys, func.count()).where(*within)
    found: dict[str, Counter[str]] = {name: Counter() for name in BY[kind.name]}
    total = 0
    for *values, number in session.execute(query.group_by(*keys)):
        total += number
        for name, value in zip(found, values, strict=True):
            found[name][value or ""] += number
    return {"total": total} | {f"by_{name}": dict(sorted(counts.items())) for name, counts in found.items()}


def _items(session: Session, within: list[Any]) -> dict[str, Any]:
    """What contacts asked, by outcome."""
    contact = CONTACTS.table.c
    query = select(ContactItem.outcome, func.count()).join(CONTACTS.table, contact.id == ContactItem.contact_id)
    found = dict(session.execute(query.where(*within).group_by(ContactItem.outcome)).all())
    return {"items": sum(found.values()), "by_outcome": dict(sorted(found.items()))}
