"""What is promised: by when something first happens and by when it is done; frozen when it is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.routing.work.calendars import BusinessCalendar


@dataclass(frozen=True)
class Promise:
    """Instants in UTC, None where nothing is promised, with the version of the calendar that was used."""

    first_action_by: datetime | None
    promised_by: datetime | None
    calendar_version: int


def promise(calendar: BusinessCalendar, service: Mapping[str, Any], start: datetime) -> Promise:
    """What the county promises for a service that was asked for at `start`."""
    return Promise(
        first_action_by=_by(calendar, service.get("first_action_business_days"), start),
        promised_by=_by(calendar, service.get("promise_business_days"), start),
        calendar_version=calendar.version,
    )


def _by(calendar: BusinessCalendar, business_days: int | None, start: datetime) -> datetime | None:
    return None if business_days is None else calendar.deadline(start, business_days)
