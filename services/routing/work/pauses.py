"""Pauses: while work waits for a resident, the weather, somebody else or its season, the promise rests.

It is moved on by the business days of the wait; what was broken before stays broken, and what was given stays written.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import uuid7
from services.routing.models import Assignment, PromisePause
from services.routing.work.calendars import BusinessCalendar

RESIDENT_ASKED = "resident_asked"
# Other reasons hold the work, but the county keeps its word: their time counts.
PAUSING = (RESIDENT_ASKED, "waiting_for_resident", "weather", "third_party", "season")
MOMENT = timedelta(seconds=1)  # a promise ends when offices close: a moment before, its day still counts


def is_paused(row: Assignment) -> bool:
    """Whether the promise rests now."""
    return row.status == "held" and row.hold_code in PAUSING and row.held_at is not None


def promise_id(row: Assignment) -> str:
    """Names the promise, which stays one whoever has the work: by the assignment with which it was given."""
    return (row.promise or {}).get("id") or row.id


def end_pause(session: Session, calendar: BusinessCalendar, row: Assignment, now: datetime, by: str | None) -> None:
    """Move on what is due by the business days of a pause, if there is one, and write down what it was before."""
    held_at = clock.as_utc(row.held_at)
    if not is_paused(row) or held_at is None:
        return
    days = waited(calendar, held_at, now)
    pause = PromisePause(
        id=uuid7(), promise_id=promise_id(row), assignment_id=row.id, reason=row.hold_code, held_at=held_at,
        ended_at=now, by=by, business_days=days, calendar_version=calendar.version,
        first_action_before=row.first_action_by, promised_before=row.promised_by,
    )  # fmt: skip
    for name in ("first_action_by", "promised_by"):
        setattr(row, name, moved_on(calendar, clock.as_utc(getattr(row, name)), held_at, days))
    for name in ("first_action_near_at", "near_at"):
        setattr(row, name, later(calendar, clock.as_utc(getattr(row, name)), held_at, days))
    pause.first_action_after, pause.promised_after = row.first_action_by, row.promised_by
    row.watch_at = now
    session.add(pause)


def waited(calendar: BusinessCalendar, held_at: datetime, now: datetime) -> int:
    """The business days between two instants."""
    if now <= held_at:
        return 0
    first, last, days = calendar.first_day(held_at), calendar.first_day(now), 0
    while first < last:
        first, days = calendar.next_business_day(first), days + 1
    return days


def moved_on(calendar: BusinessCalendar, due: datetime | None, held_at: datetime, days: int) -> datetime | None:
    """Return what is due later by business days; what was broken before the pause stays."""
    if due is None or due <= held_at or not days:
        return due
    return calendar.deadline(due - MOMENT, days)


def later(calendar: BusinessCalendar, near: datetime | None, held_at: datetime, days: int) -> datetime | None:
    """Return when something is at risk, later by business days; what was at risk before the pause stays."""
    return near if near is None or near <= held_at else calendar.later(near, days)
