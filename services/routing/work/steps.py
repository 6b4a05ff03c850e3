"""The steps of an assignment that stay in its department: accept, hold, resume, note, complete."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.errors import Conflict
from services.common.ids import uuid7
from services.common.outbox import say
from services.routing import measures
from services.routing.contract.refusals import (
    AlreadyAccepted,
    AssignmentCompleted,
    NoLongerYours,
    NotAccepted,
    NotOnHold,
    OnHold,
)
from services.routing.models import Assignment, AssignmentHistory, Case
from services.routing.work.places import from_kept

# What is in the way of a step, by the status in which the assignment is.
OBSTACLES: dict[str, dict[str, type[Conflict]]] = {
    "accepted": {"accepted": AlreadyAccepted, "held": AlreadyAccepted},
    "held": {"assigned": NotAccepted, "held": OnHold},
    "resumed": {"assigned": NotOnHold, "accepted": NotOnHold},
    "completed": {"assigned": NotAccepted, "held": OnHold},
    "returned": {"held": OnHold},
    "reassigned": {},
    "claimed": {},
    "released": {},
    "given": {},
    "note": {},
}
ENDS: dict[str, type[Conflict]] = {
    "completed": AssignmentCompleted,
    "returned": NoLongerYours,
    "withdrawn": NoLongerYours,
}


def check_step(row: Assignment, step: str) -> None:
    """Raise the refusal that names what is in the way."""
    obstacle = (ENDS | OBSTACLES[step]).get(row.status)
    if obstacle and step != "note":
        raise obstacle()


def accept(session: Session, case: Case, row: Assignment, by: str) -> None:
    """The department takes the work."""
    check_step(row, "accepted")
    row.status, row.accepted_at = "accepted", clock.now()
    _stepped(session, case, row, "assignment_accepted")
    append(session, row, "accepted", by)


def hold(session: Session, case: Case, row: Assignment, by: str, message: dict[str, Any]) -> None:
    """The work has to wait."""
    check_step(row, "held")
    row.held_from, row.held_at, row.status = row.status, clock.now(), "held"
    row.held_until, row.hold_code = message["until"], message["reason_code"]
    until = message["until"] and clock.instant_text(message["until"])
    _stepped(session, case, row, "assignment_held", until=until, reason_code=row.hold_code)
    append(session, row, "held", by, row.hold_code, message["reason"])


def resume(session: Session, case: Case, row: Assignment, by: str) -> None:
    """The work goes on."""
    check_step(row, "resumed")
    row.status, row.held_until, row.hold_code = "accepted", None, None
    row.held_at = row.held_from = None
    _stepped(session, case, row, "assignment_resumed", promised_by=_text(row.promised_by), accepted=True)
    append(session, row, "resumed", by)


def _text(instant: datetime | None) -> str | None:
    at = clock.as_utc(instant)
    return clock.instant_text(at) if at else None


def complete(session: Session, case: Case, row: Assignment, by: str, message: dict[str, Any]) -> None:
    """The work is finished; the resident reads the text."""
    check_step(row, "completed")
    row.status, row.completed_at, row.watch_at = "completed", clock.now(), None
    row.code, row.closing_text = message["code"], message["text"]
    if not case.drill:
        _measure(row)
    _stepped(session, case, row, "assignment_completed", code=row.code)
    append(session, row, "completed", by, row.code, message["text"])


def _measure(row: Assignment) -> None:
    due = clock.as_utc(row.promised_by)
    if due is not None and row.completed_at is not None:
        measures.promises_settled_total.labels(row.department, "kept" if row.completed_at <= due else "missed").inc()


def note(session: Session, row: Assignment, by: str, text: str) -> None:
    """A note for colleagues; it may also be added later."""
    append(session, row, "note", by, text=text)


def append(
    session: Session, row: Assignment, step: str, by: str | None, code: str | None = None, text: str | None = None
) -> None:
    """Append a step to the history and count the assignment's version."""
    row.version += 1
    values = {"id": uuid7(), "assignment_id": row.id, "at": clock.now(), "step": step, "by": by}
    session.execute(insert(AssignmentHistory), [values | {"reason_code": code, "text": text}])


def stepped(case: Case, row: Assignment, event: str, cause: str | None = None, **data: Any) -> Event:
    """The event of a step: it goes to the feed of the department whose assignment it is."""
    said = {"number": row.number, "assignment_id": row.id, "department": row.department, "drill": case.drill}
    district = from_kept(case.place).code("council_district") or "none"
    return Event(event, row.number, said | data, row.department, district, cause)


def _stepped(session: Session, case: Case, row: Assignment, event: str, **data: Any) -> None:
    session.flush()
    say(session, [stepped(case, row, event, **data)])
