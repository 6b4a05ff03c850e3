"""Records by the time of their last change, in pages: who goes on from where the last page ended misses no change."""

from typing import Any

from sqlalchemy import false, select, tuple_
from sqlalchemy.orm import Session

from services.common import clock
from services.intake import cursors
from services.intake.records import rows
from services.intake.records.kinds import CONTACTS, REQUESTS, SCHEMA_VERSION, Kind, settled


def list_requests(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """A page of requests."""
    found, page = _page(session, REQUESTS, rows.REQUEST_COLUMNS, wanted)
    return page | {"items": rows.requests(session, found)}


def list_contacts(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """A page of contacts, each with its items."""
    found, page = _page(session, CONTACTS, rows.CONTACT_COLUMNS, wanted)
    asked = rows.items_by_contact(session, [row.id for row in found])
    records = rows.contacts(session, found)
    return page | {"items": [record | {"items": asked[record["id"]]} for record in records]}


def _page(session: Session, kind: Kind, columns: list[Any], wanted: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    until = settled()
    after = cursors.read(wanted["cursor"], kind.read_id) if wanted["cursor"] else None
    candidates = []
    for change in kind.changes:
        query = select(change.label("changed_last"), *columns).where(change < until, *kind.is_last(change))
        query = query.where(kind.table.c.drill == false())
        query = query.where(tuple_(change, kind.id) > tuple_(*after)) if after else query
        candidates += session.execute(query.order_by(change, kind.id).limit(wanted["limit"] + 1)).all()
    candidates.sort(key=lambda row: (clock.as_utc(row.changed_last), row.id))
    found = candidates[: wanted["limit"]]
    resume = cursors.write(found[-1].changed_last, found[-1].id) if found else wanted["cursor"]
    more = len(candidates) > len(found)
    return found, {
        "schema_version": SCHEMA_VERSION, "complete_until": until, "resume": resume, "next": resume if more else None,
    }  # fmt: skip
