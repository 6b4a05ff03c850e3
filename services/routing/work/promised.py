"""The promises on a request as staff read them: what was given, what paused it, and whether it was kept."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.contract.refusals import DecisionNotFound
from services.routing.models import Assignment, PromiseMark, PromisePause
from services.routing.work.assignments import OPEN
from services.routing.work.pauses import is_paused, promise_id
from services.routing.work.promises import COMPLETION, FIRST_ACTION

OPEN_STILL, PAUSED, KEPT, MISSED, ENDED = "open", "paused", "kept", "missed", "ended"
PAUSE = ("reason", "held_at", "ended_at", "by", "business_days", "first_action_before", "first_action_after",
         "promised_before", "promised_after")  # fmt: skip


def list_promises(session: Session, number: str, departments: Sequence[str] | None) -> list[dict[str, Any]]:
    """Every promise on a request, the oldest first; departments see those on requests that they have or had."""
    query = select(Assignment).where(Assignment.number == number).order_by(Assignment.assigned_at, Assignment.id)
    rows = list(session.execute(query).scalars())
    if not rows or not (departments is None or {row.department for row in rows} & set(departments)):
        raise DecisionNotFound()
    ids = list(dict.fromkeys(promise_id(row) for row in rows))
    pauses, marks = _by_promise(session, PromisePause, ids), _by_promise(session, PromiseMark, ids)
    of = {one: [row for row in rows if promise_id(row) == one] for one in ids}
    return [_describe(of[one], pauses.get(one, []), marks.get(one, [])) for one in ids]


def _by_promise(session: Session, table: Any, ids: list[str]) -> dict[str, list[Any]]:
    query = select(table).where(table.promise_id.in_(ids)).order_by(table.promise_id, table.id)
    return {one: list(rows) for one, rows in groupby(session.execute(query).scalars(), key=lambda row: row.promise_id)}


def _describe(rows: list[Assignment], pauses: list[Any], marks: list[Any]) -> dict[str, Any]:
    last = rows[-1]
    accepted = next((row.accepted_at for row in rows if row.accepted_at), None)
    clocks = (
        (FIRST_ACTION, last.first_action_by, accepted or last.completed_at),
        (COMPLETION, last.promised_by, last.completed_at),
    )
    return {
        "id": promise_id(last),
        "service_code": last.service_code,
        "department": last.department,
        "given": last.promise or {},
        "clocks": [_clock(last, name, (due, done), _broken(marks, name)) for name, due, done in clocks if due],
        "pauses": [{name: getattr(one, name) for name in PAUSE} for one in pauses],
        "said": [{name: getattr(one, name) for name in ("clock", "mark", "due", "at")} for one in marks],
    }


def _broken(marks: list[Any], name: str) -> bool:
    return any((one.clock, one.mark) == (name, MISSED) for one in marks)


def _clock(last: Assignment, name: str, instants: tuple[Any, Any], broken: bool) -> dict[str, Any]:
    due, done = map(clock.as_utc, instants)
    assert due is not None
    if done is not None:
        state = KEPT if done <= due else MISSED
    elif broken:
        state = MISSED
    else:
        state = ENDED if last.status not in OPEN else PAUSED if is_paused(last) else OPEN_STILL
    return {"clock": name, "due": due, "done_at": done, "state": state}
