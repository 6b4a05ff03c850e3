"""What staff may read: the messages of a request, the unreachable, the batches; never a name or a word."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.clock import as_utc
from services.common.errors import NotFound
from services.notify.contract import BatchView, MessageView
from services.notify.messages import MESSAGES
from services.notify.printing import BATCHES

MOST_MESSAGES = 250
_MESSAGE = [MESSAGES.c[name] for name in MessageView._declared_fields]
_BATCH = [BATCHES.c[name] for name in BatchView._declared_fields]


def list_messages(session: Session, number: str, department: str | None) -> dict[str, Any]:
    """Return the messages about a request; NotFound where a department asks for a request it never had."""
    query = select(*_MESSAGE, MESSAGES.c.department).where(MESSAGES.c.number == number)
    rows = session.execute(query.order_by(MESSAGES.c.sequence, MESSAGES.c.id).limit(MOST_MESSAGES)).mappings().all()
    if department is not None and all(row["department"] != department for row in rows):
        raise NotFound
    return {"messages": [dict(row) for row in rows]}


def list_unreachable(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return those who could not be told, oldest first."""
    query = select(MESSAGES).where(MESSAGES.c.state == "unreachable", MESSAGES.c.id > (cursor or ""))
    rows = session.execute(query.order_by(MESSAGES.c.id).limit(limit)).mappings().all()
    items = [dict(row) | {"since": as_utc(row["settled_at"])} for row in rows]
    return _page(items, limit)


def list_batches(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return the batches, the newest first."""
    query = select(*_BATCH).order_by(BATCHES.c.id.desc()).limit(limit)
    rows = session.execute(query.where(BATCHES.c.id < cursor) if cursor else query).mappings().all()
    return _page([dict(row) for row in rows], limit)


def _page(items: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    return {"items": items, "next": items[-1]["id"] if len(items) == limit else None}
