"""The county's business calendar: which days count, when offices open and close, in the county's own time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays

FARTHEST = 3660  # days ahead; a calendar in which so long nobody works is a mistake
ONE_DAY = timedelta(days=1)


@dataclass
class BusinessCalendar:
    """Days without work are weekends, the state's holidays, the county's own and closures (a storm)."""

    version: int
    zone: ZoneInfo
    workdays: frozenset[int]  # 0 is Monday
    opens: time
    closes: time
    free_days: frozenset[date]
    public_holidays: Any
    _deadlines: dict[tuple[date, int], datetime] = field(default_factory=dict)

    def is_business_day(self, day: date) -> bool:
        """Whether offices are open on this day."""
        return day.weekday() in self.workdays and day not in self.free_days and day not in self.public_holidays

    def first_day(self, instant: datetime) -> date:
        """The business day to which something that arrives at this instant belongs: after closing, the next."""
        local = instant.astimezone(self.zone)
        day = local.date()
        if self.is_business_day(day) and local.time() < self.closes:
            return day
        return self.next_business_day(day)

    def deadline(self, start: datetime, business_days: int) -> datetime:
        """Closing time, in UTC, of the nth business day after the day on which the start counts."""
        key = (self.first_day(start), business_days)
        if key not in self._deadlines:
            day = key[0]
            for _ in range(business_days):
                day = self.next_business_day(day)
            self._deadlines[key] = datetime.combine(day, self.closes, self.zone).astimezone(UTC)
        return self._deadlines[key]

    def next_business_day(self, day: date) -> date:
        """Return the first business day after a day."""
        for _ in range(FARTHEST):
            day += ONE_DAY
            if self.is_business_day(day):
                return day
        raise ValueError("the calendar has no business day in the next ten years")


def read_calendar(entry: Mapping[str, Any], version: int) -> BusinessCalendar:
    """Read a calendar from its entry; closures and extra holidays are {date} or {from, to}."""
    free = [day for name in ("extra_holidays", "closures") for one in entry.get(name, ()) for day in _days(one)]
    public = (
        holidays.country_holidays(entry["country"], subdiv=entry.get("subdivision")) if entry.get("country") else {}
    )
    return BusinessCalendar(
        version=version,
        zone=ZoneInfo(entry["timezone"]),
        workdays=frozenset(entry.get("workdays", range(5))),
        opens=time.fromisoformat(entry["opens"]),
        closes=time.fromisoformat(entry["closes"]),
        free_days=frozenset(free),
        public_holidays=public,
    )


def _days(one: Any) -> Iterable[date]:
    given = {"date": one} if isinstance(one, str) else one
    first = date.fromisoformat(given.get("date") or given["from"])
    last = date.fromisoformat(given.get("date") or given["to"])
    while first <= last:
        yield first
        first += ONE_DAY
