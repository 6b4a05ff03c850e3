"""Work that waits for a resident's answer or another reason for which the promise rests: held, and going on."""

from collections.abc import Sequence
from datetime import datetime

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
from services.routing.work.pauses import RESIDENT_ASKED, end_pause


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
            go_on(
                session,
                found[event.subject],
                row,
                "resident",
                catalogue.calendar_for(row.department),
                clock.parse(event.time),
                event.id,
            )


def go_on(
    session: Session, case: Case, row: Assignment, by: str, calendar: BusinessCalendar, now: datetime,
    cause: str | None = None,
) -> None:  # fmt: skip
    """End a pause of the promise; what had been promised before is kept with the pause."""
    reason = row.hold_code
    end_pause(session, calendar, row, now, by)
    row.status, row.held_from = row.held_from or "accepted", None
    row.held_at = row.held_until = row.hold_code = None
    session.flush()
    due = clock.as_utc(row.promised_by)
    data = {"promised_by": due and clock.instant_text(due), "accepted": row.status == "accepted"}
    say(session, [steps.stepped(case, row, "assignment_resumed", cause, **data)])
    steps.append(session, row, "resumed", by, reason)
