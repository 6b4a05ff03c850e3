"""The rows of the directory: stored with a version, read one by one, listed in pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.envelope import Event
from services.common.outbox import say
from services.kb.classes import grow
from services.kb.content import hash_content
from services.kb.contract import AgencyNotFound
from services.kb.directory import copy_entry
from services.kb.models import Agency
from services.kb.revision import next_revision


def store_agency(session: Session, entry: dict[str, Any], moment: datetime) -> bool:
    """Keep the entry as its next version and say so; False when nothing in it has changed."""
    row, content_hash = session.get(Agency, entry["id"], with_for_update=True), hash_content(entry)
    if row is not None and row.content_hash == content_hash:
        return False
    row = row or Agency(id=entry["id"], version=0)
    known = row.entry.get("classes") or grow([], row.entry, moment) if row.version else []
    kept = entry | {"classes": grow(known, entry, moment)}
    row.version, row.entry, row.content_hash = row.version + 1, kept, content_hash
    row.changed_at, row.revision = moment, next_revision(session)
    session.add(row)
    session.flush()
    department = entry.get("owner_department") or "none"
    say(session, [Event("directory_changed", row.id, changed_data(row), department=department)])
    return True


def changed_data(row: Agency) -> dict[str, Any]:
    """What the event and the copies of others hold of an entry."""
    return {"id": row.id, "version": row.version, "entry": copy_entry(row.entry)}


def read_agency(session: Session, agency_id: str) -> dict[str, Any]:
    """The entry with its version; AgencyNotFound without one."""
    row = session.get(Agency, agency_id)
    if row is None:
        raise AgencyNotFound()
    return row.entry | {"version": row.version}


def list_agencies(session: Session, after: str = "", limit: int | None = None) -> list[dict[str, Any]]:
    """Entries with their versions in order of identifier, those behind `after`."""
    query = select(Agency).where(Agency.id > after).order_by(Agency.id).limit(limit)
    return [row.entry | {"version": row.version} for row in session.execute(query).scalars()]
