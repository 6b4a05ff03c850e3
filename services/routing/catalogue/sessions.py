"""Sessions that end before their time: signed out, ended by the identity provider, or of somebody who lost a tier."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.catalogue.entries import next_revisions
from services.routing.models import SessionEnd

SESSION, SID, SUBJECT = "session", "sid", "subject"
LONGEST = timedelta(hours=24)  # no session lives longer, so nobody asks for older rows


def end_sessions(session: Session, kind: str, value: str) -> None:
    """End a session by its id (session), by its id at the provider (sid), or all that a person has now (subject)."""
    [revision] = next_revisions(session)
    session.add(SessionEnd(id=revision, kind=kind, value=value, at=clock.now()))
    session.flush()


def list_ends(session: Session, after: int, limit: int) -> dict[str, Any]:
    """What has ended since a row, oldest first; next is null when nothing more is there."""
    query = select(SessionEnd).where(SessionEnd.id > after).order_by(SessionEnd.id).limit(limit + 1)
    rows = list(session.execute(query).scalars())
    items = [{name: getattr(row, name) for name in ("id", "kind", "value", "at")} for row in rows[:limit]]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def forget_ends(session: Session) -> None:
    """Drop what concerns no session any more."""
    session.execute(delete(SessionEnd).where(SessionEnd.at < clock.now() - LONGEST))
