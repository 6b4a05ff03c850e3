"""How bulk actions and their results are shown."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.bulk.actions import UNDO_WITHIN
from services.common.bulk.kinds import Kinds
from services.common.bulk.messages import STATES
from services.common.bulk.tables import ACTIONS, ITEMS
from services.common.errors import InvalidInput

INSTANTS = ("made_at", "confirmed_at", "finished_at")


def view(session: Session, row: Any, kinds: Kinds) -> dict[str, Any]:
    """Return how far an action is."""
    return _views(session, [row], kinds)[0]


def page(session: Session, wanted: dict[str, Any], kinds: Kinds, by: str | None) -> dict[str, Any]:
    """Return a page of actions, newest first; of one person, or of all with `by` None."""
    query = select(ACTIONS)
    if by is not None:
        query = query.where(ACTIONS.c.by == by)
    if wanted["cursor"]:
        query = query.where(ACTIONS.c.id < wanted["cursor"])
    rows = session.execute(query.order_by(ACTIONS.c.id.desc()).limit(wanted["limit"] + 1)).all()
    shown = rows[: wanted["limit"]]
    return {"items": _views(session, shown, kinds), "next": shown[-1].id if len(rows) > len(shown) else None}


def _views(session: Session, rows: Sequence[Any], kinds: Kinds) -> list[dict[str, Any]]:
    counted = select(ITEMS.c.action_id, ITEMS.c.state, func.count())
    counted = counted.where(ITEMS.c.action_id.in_([row.id for row in rows])).group_by(ITEMS.c.action_id, ITEMS.c.state)
    counts = {(action_id, state): count for action_id, state, count in session.execute(counted)}
    return [_view(row, {state: counts.get((row.id, state), 0) for state in STATES}, kinds) for row in rows]


def _view(row: Any, counts: dict[str, int], kinds: Kinds) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("id", "action", "by", "state", "undo_of", "undone_by")}
    shown |= {name: clock.as_utc(getattr(row, name)) for name in INSTANTS}
    shown |= counts | {"count": sum(counts.values()), "undo_before": None}
    kind = kinds.get(row.action)
    if kind and kind.undo and not row.undo_of and not row.undone_by and shown["finished_at"]:
        shown["undo_before"] = shown["finished_at"] + UNDO_WITHIN
    return shown


def results(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a page of an action's results."""
    query = select(ITEMS).where(ITEMS.c.action_id == wanted["id"])
    if wanted["state"]:
        query = query.where(ITEMS.c.state.in_(wanted["state"]))
    if wanted["cursor"]:
        query = query.where(ITEMS.c.place > _place(wanted["cursor"]))
    rows = session.execute(query.order_by(ITEMS.c.place).limit(wanted["limit"] + 1)).all()
    shown = rows[: wanted["limit"]]
    items = [
        {name: getattr(row, name) for name in ("subject", "state", "refusal", "detail")} | {"at": clock.as_utc(row.at)}
        for row in shown
    ]
    return {"items": items, "next": str(shown[-1].place) if len(rows) > len(shown) else None}


def _place(cursor: str) -> int:
    if not cursor.isdecimal() or len(cursor) > 9:
        raise InvalidInput(errors=[{"pointer": "/cursor", "detail": "Not a cursor of this list."}])
    return int(cursor)
