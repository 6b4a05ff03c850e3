"""Confirmed actions are done one object at a time, each in a transaction with its result; after a crash they go on."""

from typing import Any

import eventlet
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.common import clock, logs, metrics
from services.common.bulk.actions import CONFIRM_WITHIN, DONE, PREVIEWED, RUNNING, UNDO_WITHIN
from services.common.bulk.kinds import Kind, Kinds, Task
from services.common.bulk.refusals import ChangedMeanwhile
from services.common.bulk.tables import ACTIONS, ITEMS
from services.common.caller import Caller
from services.common.database import DatabaseAway, Store
from services.common.errors import Refusal, Unavailable

log = logs.logger(__name__)
PAUSE_SECONDS = 0.05  # twenty a second: whoever opens requests meanwhile does not notice
MOST_AT_ONCE = 20
KEEP_DAYS = 30

bulk_items_total = metrics.counter("bulk_items_total", "Objects of bulk actions by what came of them",
                                   ("action", "outcome"))  # fmt: skip
_NEXT = select(ACTIONS).where(ACTIONS.c.state == RUNNING).order_by(ACTIONS.c.id).limit(1)
_NEXT = _NEXT.with_for_update(skip_locked=True)
_READY = select(ITEMS).where(ITEMS.c.state == "ready").order_by(ITEMS.c.place).limit(1)


def run_some(store: Store, kinds: Kinds) -> int:
    """Do what is next, a portion of it with a pause after each; return how many were done."""
    with store.reading() as session:
        if session.execute(select(ACTIONS.c.id).where(ACTIONS.c.state == RUNNING).limit(1)).first() is None:
            return 0
    for done in range(MOST_AT_ONCE):
        with store.transaction() as session:
            if not run_next(session, kinds):
                return done
        eventlet.sleep(PAUSE_SECONDS)
    return MOST_AT_ONCE


def run_next(session: Session, kinds: Kinds) -> bool:
    """Do the next object of the oldest running action; False when nothing is left of any."""
    row = session.execute(_NEXT).one_or_none()
    if row is None:
        return False
    item = session.execute(_READY.where(ITEMS.c.action_id == row.id)).one_or_none()
    if item is None:
        finished = {"state": DONE, "finished_at": clock.now()}
        session.execute(update(ACTIONS).where(ACTIONS.c.id == row.id).values(finished))
        return True
    result = _do(session, row, item, kinds[row.action])
    one = (ITEMS.c.action_id == row.id) & (ITEMS.c.place == item.place)
    session.execute(update(ITEMS).where(one).values(result | {"at": clock.now()}))
    bulk_items_total.labels(row.action, result["state"]).inc()
    return True


def _do(session: Session, row: Any, item: Any, kind: Kind) -> dict[str, Any]:
    """Act on one object; what fails leaves nothing behind but its result."""
    task = Task(row.parameters, _caller(row.caller))
    try:
        with session.begin_nested():
            kept = (_take_back if row.undo_of else _act)(session, item, kind, task)
            session.flush()
        return {"state": "done", "kept": kept}
    except (DatabaseAway, Unavailable):
        raise
    except Refusal as refusal:
        return {"state": "refused", "refusal": refusal.code, "detail": refusal.detail[:300]}
    except Exception as error:
        log.error(
            "an object of a bulk action failed", exc_info=error, extra={"action": row.id, "subject": item.subject}
        )
        return {"state": "failed", "refusal": type(error).__name__[:64], "detail": "This one failed: try it alone."}


def _act(session: Session, item: Any, kind: Kind, task: Task) -> dict[str, Any] | None:
    [looked] = kind.look(session, [item.subject], task)
    if looked.refusal:
        raise looked.refusal
    if looked.seen != item.seen:
        raise ChangedMeanwhile()
    return kind.act(session, item.subject, task)


def _take_back(session: Session, item: Any, kind: Kind, task: Task) -> dict[str, Any] | None:
    if kind.undo:
        kind.undo(session, item.subject, item.kept or {}, task)
    return None


def _caller(said: dict[str, Any]) -> Caller:
    return Caller(**(said | {name: tuple(said.get(name) or ()) for name in ("roles", "scopes")}))


def forget(session: Session) -> None:
    """Drop previews that nobody confirmed, words once nothing can be taken back, and all of it after a month."""
    now = clock.now()
    over = (ACTIONS.c.state == PREVIEWED) & (ACTIONS.c.made_at < now - CONFIRM_WITHIN)
    gone = select(ACTIONS.c.id).where(over | (ACTIONS.c.finished_at < now - UNDO_WITHIN * 24 * KEEP_DAYS))
    session.execute(delete(ITEMS).where(ITEMS.c.action_id.in_(gone)))
    session.execute(delete(ACTIONS).where(ACTIONS.c.id.in_(gone)))
    settled = ACTIONS.c.finished_at < now - UNDO_WITHIN
    mine = select(ACTIONS.c.id).where(settled)
    session.execute(update(ITEMS).where(ITEMS.c.action_id.in_(mine), ITEMS.c.kept.is_not(None)).values(kept=None))
    session.execute(update(ACTIONS).where(settled).values(parameters={}))
