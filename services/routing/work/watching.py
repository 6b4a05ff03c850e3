"""Watching promises: at risk when 80 % of the time has passed, broken when it is over; each is said once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.outbox import say
from services.common.statements import plain_insert, run
from services.routing.models import Assignment, Case, PromiseMark
from services.routing.work import steps
from services.routing.work.assignments import OPEN
from services.routing.work.cases import lock_cases
from services.routing.work.pauses import is_paused, promise_id
from services.routing.work.promises import COMPLETION, FIRST_ACTION

NEAR, MISSED = "near", "missed"
EVENTS = {NEAR: "deadline_near", MISSED: "deadline_missed"}
AT_ONCE = 250
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Mark:
    """An instant at which something is to be said of a clock of a promise."""

    clock: str
    mark: str
    at: datetime
    due: datetime


def due(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Assignments to look at, the longest due first, with their requests."""
    query = select(Assignment.id, Assignment.number).where(Assignment.watch_at <= now)
    return [(row.id, row.number) for row in session.execute(query.order_by(Assignment.watch_at).limit(AT_ONCE))]


def look(session: Session, found: Sequence[tuple[str, str]], now: datetime) -> list[Mark]:
    """Say what has become due of these assignments, and note when to look at each again."""
    cases = lock_cases(session, (number for _, number in found))
    query = select(Assignment).where(Assignment.id.in_([one for one, _ in found])).order_by(Assignment.number)
    rows = list(session.execute(query.execution_options(populate_existing=True)).scalars())
    said = _said(session, {promise_id(row) for row in rows})
    marks: list[Mark] = []
    events: list[Event] = []
    written: list[dict[str, Any]] = []
    for row in rows:
        new = [one for one in ripe(row, now) if (promise_id(row), one.clock, one.mark) not in said]
        marks += new
        events += [_event(cases[row.number], row, one) for one in new]
        written += [_row(row, one, now) for one in new]
        row.watch_at = next_look(row, now)
    if written:
        run(session, plain_insert(PromiseMark.__table__), written)  # type: ignore[arg-type]
    say(session, events)
    return marks


def _said(session: Session, promises: Iterable[str]) -> set[Key]:
    query = select(PromiseMark.promise_id, PromiseMark.clock, PromiseMark.mark)
    query = query.where(PromiseMark.promise_id.in_(list(promises)))
    return {(row.promise_id, row.clock, row.mark) for row in session.execute(query)}


def marks_of(row: Assignment) -> Iterator[Mark]:
    """What there is to say of a promise as it is now, whether or not it has been said."""
    if row.accepted_at is None:
        yield from _marks(FIRST_ACTION, row.first_action_near_at, row.first_action_by)
    yield from _marks(COMPLETION, row.near_at, row.promised_by)


def _marks(name: str, near: datetime | None, over: datetime | None) -> Iterator[Mark]:
    near, over = clock.as_utc(near), clock.as_utc(over)
    if over is None:
        return
    if near is not None and near < over:
        yield Mark(name, NEAR, near, over)
    yield Mark(name, MISSED, over, over)


def ripe(row: Assignment, now: datetime) -> list[Mark]:
    """What is to be said now: of open work, up to the pause in which it is; at risk no more when it is over."""
    if not row.current or row.status not in OPEN:
        return []
    until = min(now, clock.as_utc(row.held_at) or now) if is_paused(row) else now
    return [one for one in marks_of(row) if one.at <= until and not (one.mark == NEAR and one.due <= until)]


def next_look(row: Assignment, now: datetime) -> datetime | None:
    """When to look again; None when nothing more can come of itself."""
    if not row.current or row.status not in OPEN or is_paused(row):
        return None
    return min((one.at for one in marks_of(row) if one.at > now), default=None)


def _event(case: Case, row: Assignment, one: Mark) -> Event:
    return steps.stepped(case, row, EVENTS[one.mark], clock=one.clock, due=clock.instant_text(one.due))


def _row(row: Assignment, one: Mark, now: datetime) -> dict[str, Any]:
    told = {"clock": one.clock, "mark": one.mark, "due": one.due, "at": now}
    return {"id": uuid7(), "promise_id": promise_id(row), "assignment_id": row.id} | told
