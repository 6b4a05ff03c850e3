"""Work that waits for a resident's answer: the promise rests, and is moved on by the business days that it waited."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.common.outbox import say
from services.routing.catalogue.catalogue import Catalogue
from services.routing.models import Assignment, Case
from services.routing.work import steps
from services.routing.work.assignments import current_of
from services.routing.work.calendars import BusinessCalendar
from services.routing.work.cases import lock_cases

RESIDENT_ASKED = "resident_asked"
MOMENT = timedelta(seconds=1)  # a promise ends when offices close: a moment before, its day still counts


def hold_for_residents(session: Session, events: Sequence[Heard]) -> None:
    """Residents were asked: who has the work waits; work that waits already goes on waiting for its own reason."""
    found = lock_cases(session, (event.subject for event in events))
    for event in events:
        row = current_of(session, event.subject) if event.subject in found else None
        if row is not None and row.status in ("assigned", "accepted"):
            _hold(session, found[event.subject], row, event)


def _hold(session: Session, case: Case, row: Assignment, event: Heard) -> None:
    row.held_from, row.held_at, row.status, row.hold_code = row.status, clock.parse(event.time), "held", RESIDENT_ASKED
    row.held_until = clock.parse(event.data["until"])
    session.flush()
    data = {"until": event.data["until"], "reason_code": RESIDENT_ASKED}
    say(session, [steps.stepped(case, row, "assignment_held", event.id, **data)])
    steps.append(session, row, "held", "resident", RESIDENT_ASKED)


def go_on_for_residents(session: Session, catalogue: Catalogue, events: Sequence[Heard]) -> None:
    """An answer came, or none will: the work goes on with a promise that is later by the days that it waited."""
    found = lock_cases(session, (event.subject for event in events))
    for event in events:
        row = current_of(session, event.subject) if event.subject in found else None
        if row is not None and row.status == "held" and row.hold_code == RESIDENT_ASKED:
            go_on(session, found[event.subject], row, "resident", catalogue.calendar, clock.parse(event.time), event.id)


def go_on(
    session: Session, case: Case, row: Assignment, by: str, calendar: BusinessCalendar, now: datetime,
    cause: str | None = None,
) -> None:  # fmt: skip
    """End the wait for a resident; what had been promised before is kept in the history of the request."""
    held_at = clock.as_utc(row.held_at) or now
    row.promised_by = moved_on(calendar, clock.as_utc(row.promised_by), held_at, now)
    row.first_action_by = moved_on(calendar, clock.as_utc(row.first_action_by), held_at, now)
    row.status, row.held_from = row.held_from or "accepted", None
    row.held_at = row.held_until = row.hold_code = None
    session.flush()
    promised = row.promised_by and clock.instant_text(row.promised_by)
    data = {"promised_by": promised, "accepted": row.status == "accepted"}
    say(session, [steps.stepped(case, row, "assignment_resumed", cause, **data)])
    steps.append(session, row, "resumed", by, RESIDENT_ASKED)


def moved_on(
    calendar: BusinessCalendar, promised: datetime | None, held_at: datetime, now: datetime
) -> datetime | None:
    """Return a promise later by the business days between two instants; one that was broken before stays."""
    if promised is None or promised <= held_at or now <= held_at:
        return promised
    first, last, waited = calendar.first_day(held_at), calendar.first_day(now), 0
    while first < last:
        first, waited = calendar.next_business_day(first), waited + 1
    return calendar.deadline(promised - MOMENT, waited) if waited else promised
