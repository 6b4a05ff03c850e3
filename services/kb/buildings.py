"""The rows of facilities: stored with a version, listed by kind."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.kb.content import hash_content
from services.kb.models import Facility
from services.kb.revision import next_revision


def store_facility(session: Session, entry: dict[str, Any]) -> bool:
    """Keep the facility as its next version; False when nothing in it has changed."""
    row, content_hash = session.get(Facility, entry["id"], with_for_update=True), hash_content(entry)
    if row is not None and row.content_hash == content_hash:
        return False
    row = row or Facility(id=entry["id"], version=0)
    row.version, row.kind, row.entry, row.content_hash = row.version + 1, entry["kind"], entry, content_hash
    next_revision(session)
    session.add(row)
    session.flush()
    return True


def list_facilities(session: Session, kind: str | None = None, wanted: str | None = None) -> list[dict[str, Any]]:
    """The facilities with their versions, all or those of one kind, or the one that is wanted."""
    query = select(Facility).order_by(Facility.id)
    query = query.where(Facility.kind == kind) if kind else query
    rows = session.execute(query.where(Facility.id == wanted) if wanted else query).scalars()
    return [row.entry | {"version": row.version} for row in rows]
