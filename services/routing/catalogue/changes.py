"""What has changed since a revision, as it is now: with it other services fill their copies."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.routing.catalogue import entries, members
from services.routing.models import CatalogueEntry, Member


def list_changes(session: Session, after: int, limit: int) -> dict[str, Any]:
    """Service types, departments and members in order of revision; next is null when nothing more is there."""
    found = _entries(session, after, limit + 1) + _members(session, after, limit + 1)
    found.sort(key=lambda change: change["revision"])
    page = found[:limit]
    return {"items": page, "next": page[-1]["revision"] if len(found) > limit else None}


def _entries(session: Session, after: int, limit: int) -> list[dict[str, Any]]:
    query = select(CatalogueEntry).where(CatalogueEntry.revision > after, CatalogueEntry.kind.in_(entries.SAID))
    rows = session.execute(query.order_by(CatalogueEntry.revision).limit(limit)).scalars()
    return [_change(row.revision, "catalogue_changed", _described(row)) for row in rows]


def _described(row: CatalogueEntry) -> dict[str, Any]:
    return entries.describe(row.kind, row.code, row.version, row.entry)


def _members(session: Session, after: int, limit: int) -> list[dict[str, Any]]:
    query = select(Member).where(Member.revision > after).order_by(Member.revision).limit(limit)
    return [_change(row.revision, "members_changed", members.describe(row)) for row in session.execute(query).scalars()]


def _change(revision: int, event: str, data: Any) -> dict[str, Any]:
    return {"revision": revision, "event": event, "data": data}
