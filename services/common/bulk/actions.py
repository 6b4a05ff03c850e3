"""Bulk actions as rows: previewed, confirmed by the preview's token, stopped, taken back within the hour."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.bulk.kinds import Kind, Looked, Task
from services.common.bulk.messages import MOST_AT_ONCE
from services.common.bulk.refusals import BulkActionNotFound, NotToBeUndone, PreviewOver, TooManyAtOnce
from services.common.bulk.tables import ACTIONS, ITEMS
from services.common.caller import Caller
from services.common.ids import uuid7

PREVIEWED, RUNNING, DONE, STOPPED = "previewed", "running", "done", "stopped"
CONFIRM_WITHIN = timedelta(minutes=15)
UNDO_WITHIN = timedelta(hours=1)


def preview(session: Session, name: str, kind: Kind, subjects: Sequence[str], task: Task) -> dict[str, Any]:
    """Look at all of them, write down what was seen, and return what would happen with the token that confirms it."""
    wanted = list(dict.fromkeys(subjects))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyAtOnce()
    looked = kind.look(session, wanted, task)
    token = secrets.token_urlsafe(24)
    row = _new(name, task, PREVIEWED) | {"token": _digest(token)}
    session.execute(insert(ACTIONS), [row])
    if looked:
        session.execute(insert(ITEMS), [_item(row["id"], place, one) for place, one in enumerate(looked)])
    shown = {"id": row["id"], "action": name, "token": token, "confirm_before": row["made_at"] + CONFIRM_WITHIN}
    return shown | _summary(looked) | {"can_be_undone": kind.undo is not None}


def _new(name: str, task: Task, state: str) -> dict[str, Any]:
    caller = asdict(task.caller) | {"pin": None}
    return {
        "id": uuid7(), "action": name, "parameters": task.parameters, "by": task.caller.subject, "caller": caller,
        "state": state, "token": "", "made_at": clock.now(),
    }  # fmt: skip


def _item(action_id: str, place: int, looked: Looked) -> dict[str, Any]:
    refusal = looked.refusal
    return {
        "action_id": action_id, "place": place, "subject": looked.subject[:36], "seen": looked.seen,
        "state": "refused" if refusal else "ready", "refusal": refusal.code if refusal else None,
        "detail": refusal.detail[:300] if refusal else None,
    }  # fmt: skip


def _summary(looked: Sequence[Looked]) -> dict[str, Any]:
    obstacles: dict[str, dict[str, Any]] = {}
    for refusal in (one.refusal for one in looked if one.refusal):
        said = {"refusal": refusal.code, "detail": refusal.detail, "count": 0}
        obstacles.setdefault(refusal.code, said)["count"] += 1
    refused = sum(one["count"] for one in obstacles.values())
    told = sum(one.told for one in looked if one.refusal is None)
    counts = {"count": len(looked), "ready": len(looked) - refused, "refused": refused, "told": told}
    return counts | {"obstacles": list(obstacles.values())}


def find(session: Session, id: str, caller: Caller, sees_all: bool = False, lock: bool = False) -> Any:
    """Return an action's row; BulkActionNotFound when it is somebody else's and the caller sees the own ones only."""
    query = select(ACTIONS).where(ACTIONS.c.id == id)
    row = session.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None or (row.by != caller.subject and not sees_all):
        raise BulkActionNotFound()
    return row


def confirm(session: Session, id: str, token: str, caller: Caller) -> None:
    """Let a previewed action begin, with the rights that the caller has now; to confirm it again changes nothing."""
    row = find(session, id, caller, lock=True)
    if not hmac.compare_digest(row.token, _digest(token)):
        raise PreviewOver()
    if row.state != PREVIEWED:
        return
    now = clock.now()
    if (clock.as_utc(row.made_at) or now) + CONFIRM_WITHIN < now:
        raise PreviewOver()
    begun = {"state": RUNNING, "confirmed_at": now, "caller": asdict(caller) | {"pin": None}}
    session.execute(update(ACTIONS).where(ACTIONS.c.id == id).values(begun))


def stop(session: Session, row: Any) -> None:
    """Leave what is not done yet as it is."""
    if row.state in (PREVIEWED, RUNNING):
        stopped = {"state": STOPPED, "finished_at": clock.now()}
        session.execute(update(ACTIONS).where(ACTIONS.c.id == row.id).values(stopped))


def undo(session: Session, row: Any, kind: Kind, caller: Caller) -> str:
    """Begin to take back what was done; return the id of the action that does it, the same when asked again."""
    if row.undone_by:
        return str(row.undone_by)
    if kind.undo is None or row.undo_of or row.confirmed_at is None or is_over(row):
        raise NotToBeUndone()
    stop(session, row)
    back = _new(row.action, Task(row.parameters, caller), RUNNING)
    back |= {"undo_of": row.id, "confirmed_at": back["made_at"]}
    session.execute(insert(ACTIONS), [back])
    was = select(literal(back["id"]), ITEMS.c.place, ITEMS.c.subject, ITEMS.c.kept, literal("ready"))
    was = was.where(ITEMS.c.action_id == row.id, ITEMS.c.state == "done")
    session.execute(insert(ITEMS).from_select(["action_id", "place", "subject", "kept", "state"], was))
    session.execute(update(ACTIONS).where(ACTIONS.c.id == row.id).values(undone_by=back["id"]))
    return str(back["id"])


def is_over(row: Any) -> bool:
    """Whether it is too late to take it back."""
    finished = clock.as_utc(row.finished_at)
    return finished is not None and finished + UNDO_WITHIN < clock.now()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
