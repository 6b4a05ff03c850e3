"""Emergency access: each use is written down and said; who reads it later sees who, when and why."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.envelope import Event
from services.common.outbox import say
from services.common.statements import upsert
from services.routing.models import BreakGlassUse

SHOWN = ("id", "account", "reason", "used_at")


def note_use(session: Session, use: dict[str, Any]) -> bool:
    """Write a use down and say it; False when it was known, since a gateway repeats until it was heard."""
    values = use | {"roles": " ".join(use["roles"])}
    statement = upsert(session, BreakGlassUse.__table__).values(values).on_conflict_do_nothing(index_elements=["id"])
    if session.execute(statement.returning(BreakGlassUse.id)).scalar() is None:
        return False
    say(session, [Event("break_glass_used", use["account"], {"account": use["account"], "roles": use["roles"]})])
    return True


def list_uses(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of uses, newest first."""
    query = select(BreakGlassUse).order_by(BreakGlassUse.id.desc())
    if cursor:
        query = query.where(BreakGlassUse.id < cursor)
    rows = list(session.execute(query.limit(limit + 1)).scalars())
    page = rows[:limit]
    items = [{name: getattr(row, name) for name in SHOWN} | {"roles": row.roles.split()} for row in page]
    return {"items": items, "next": page[-1].id if len(rows) > len(page) else None}
