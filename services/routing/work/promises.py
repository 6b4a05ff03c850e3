"""What is promised: by when something first happens and by when it is done; frozen when it is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.common import clock
from services.routing.work.calendars import BusinessCalendar

FIRST_ACTION, COMPLETION = "first_action", "completion"


@dataclass(frozen=True)
class Promise:
    """Instants in UTC, None where nothing is promised: when each is due, and when each is at risk.

    `given` is the promise as it was given, which never changes; the instants are later by the pauses since then.
    """

    first_action_by: datetime | None
    promised_by: datetime | None
    calendar_version: int
    first_action_near: datetime | None = None
    near: datetime | None = None
    given: Mapping[str, Any] | None = None

    @property
    def watch_at(self) -> datetime | None:
        """The first instant at which somebody is to be told something."""
        instants = (self.first_action_near, self.near, self.first_action_by, self.promised_by)
        return min((instant for instant in instants if instant), default=None)


def promise(calendar: BusinessCalendar, service: Mapping[str, Any], start: datetime) -> Promise:
    """What the county promises for a service that was asked for at `start`."""
    first, whole = service.get("first_action_business_days"), service.get("promise_business_days")
    made = Promise(
        first_action_by=None if first is None else calendar.deadline(start, first),
        promised_by=None if whole is None else calendar.deadline(start, whole),
        calendar_version=calendar.version,
        first_action_near=None if first is None else calendar.at_risk(start, first),
        near=None if whole is None else calendar.at_risk(start, whole),
    )
    return Promise(**vars(made) | {"given": _given(made, service, start)})


def _given(made: Promise, service: Mapping[str, Any], start: datetime) -> dict[str, Any]:
    instants = {
        "start": start,
        "first_action_by": made.first_action_by,
        "promised_by": made.promised_by,
        "first_action_near": made.first_action_near,
        "near": made.near,
    }
    return {name: instant and clock.instant_text(instant) for name, instant in instants.items()} | {
        "first_action_business_days": service.get("first_action_business_days"),
        "promise_business_days": service.get("promise_business_days"),
        "service_version": service.get("version"),
        "calendar_version": made.calendar_version,
    }
