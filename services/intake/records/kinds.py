"""What is recorded: requests and contacts, by which time they belong to a day, and by which they have changed."""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.common import clock
from services.intake.models import Contact, ServiceRequest

SCHEMA_VERSION = 1
# What changed a moment ago may stand beside an older change that is not committed yet: nobody is shown it before.
SETTLED = timedelta(seconds=10)


@dataclass(frozen=True)
class Kind:
    """A table with the columns that place its rows in time, and those by which they are counted."""

    name: str
    table: Any
    id: Any
    at: Any
    changes: tuple[Any, ...]  # times of changes: the first one stands always, the last one of them counts
    dimensions: dict[str, Any]

    @property
    def changed_at(self) -> Any:
        """The column that every change moves that counts depend on."""
        return self.changes[0]

    def stands_since(self, until: Any) -> list[Any]:
        """What a row meets that has not changed since."""
        first, *others = self.changes
        return [first < until, *(other.is_(None) | (other < until) for other in others)]

    def is_last(self, change: Any) -> list[Any]:
        """What a row meets whose last change is this one."""
        if change is self.changes[0]:
            return [other.is_(None) | (other <= change) for other in self.changes[1:]]
        return [change > self.changes[0]]

    def read_id(self, text: str) -> Any:
        """The id of a row, from its text."""
        return int(text) if self.name == "requests" else text


_R, _C = ServiceRequest.__table__.c, Contact.__table__.c
REQUESTS = Kind(
    "requests", ServiceRequest.__table__, _R.id, _R.requested_at, (_R.updated_at, _R.noted_at),
    {"type": _R.service_code, "department": _R.department, "area": _R.area, "language": _R.language,
     "channel": _R.channel},
)  # fmt: skip
CONTACTS = Kind(
    "contacts", Contact.__table__, _C.id, _C.logged_at, (_C.changed_at,),
    {"type": _C.type, "language": _C.language, "channel": _C.channel},
)  # fmt: skip
KINDS = {kind.name: kind for kind in (REQUESTS, CONTACTS)}


def county_zone() -> ZoneInfo:
    """The time zone of the county's days (HUB311_COUNTY_TIMEZONE, default America/New_York)."""
    return ZoneInfo(os.environ.get("HUB311_COUNTY_TIMEZONE", "America/New_York"))


def span(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the first day begins and the day after the last one, in UTC: some days have 23 or 25 hours."""
    ends = (first, last + timedelta(days=1))
    start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in ends)
    return start, end


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """An instant as the county's clocks showed it."""
    found = clock.as_utc(instant)
    assert found is not None
    return found.astimezone(zone)


def settled() -> datetime:
    """The moment up to which every change can be seen."""
    return clock.now() - SETTLED
