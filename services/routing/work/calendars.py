"""The county's business calendar: which days count, when offices open and close, in the county's own time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays

FARTHEST = 3660  # days ahead; a calendar in which so long nobody works is a mistake
ONE_DAY = timedelta(days=1)
AT_RISK = 0.8  # of the business time between start and deadline
ADDED = ("extra_holidays", "closures")


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
    _next_days: dict[date, date] = field(default_factory=dict)
    _hours: dict[date, tuple[datetime, datetime]] = field(default_factory=dict)

    def is_business_day(self, day: date) -> bool:
        """Whether offices are open on this day."""
        return day.weekday() in self.workdays and day not in self.free_days and day not in self.public_holidays

    def hours(self, day: date) -> tuple[datetime, datetime]:
        """When offices open and close on a business day, in UTC."""
        if day not in self._hours:
            ends = (datetime.combine(day, at, self.zone).astimezone(UTC) for at in (self.opens, self.closes))
            self._hours[day] = (next(ends), next(ends))
        return self._hours[day]

    def is_open(self, local: datetime) -> bool:
        """Whether offices are open at a moment of the county's own clock."""
        return self.opens <= local.time() < self.closes and self.is_business_day(local.date())

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

    def at_risk(self, start: datetime, business_days: int) -> datetime:
        """When 80 % of the business time between a start and its deadline has passed, in UTC, to the second."""
        day, spans = self.first_day(start), []
        for count in range(business_days + 1):
            opens, closes = self.hours(day)
            spans.append((max(opens, start), closes))
            day = self.next_business_day(day) if count < business_days else day
        left = sum((closes - opens for opens, closes in spans), timedelta()) * AT_RISK
        for opens, closes in spans:
            if left <= closes - opens:
                return (opens + left).replace(microsecond=0)
            left -= closes - opens
        return spans[-1][1]

    def within(self, start: datetime, business_time: timedelta) -> datetime:
        """The instant at which so much business time has passed since a start, in UTC."""
        day, left = self.first_day(start), business_time
        while True:
            opens, closes = self.hours(day)
            begins = max(opens, start)
            if left <= closes - begins:
                return begins + left
            left, day = left - (closes - begins), self.next_business_day(day)

    def later(self, instant: datetime, business_days: int) -> datetime:
        """The same time of day so many business days later."""
        local = instant.astimezone(self.zone)
        day = local.date()
        for _ in range(business_days):
            day = self.next_business_day(day)
        return datetime.combine(day, local.time(), self.zone).astimezone(UTC) if business_days else instant

    def next_business_day(self, day: date) -> date:
        """Return the first business day after a day."""
        if day not in self._next_days:
            self._next_days[day] = self._look_for_next(day)
        return self._next_days[day]

    def _look_for_next(self, day: date) -> date:
        for _ in range(FARTHEST):
            day += ONE_DAY
            if self.is_business_day(day):
                return day
        raise ValueError("the calendar has no business day in the next ten years")


def for_department(county: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The county's calendar with what a department's own says: days off come on top, all else in its place."""
    added = {name: [*county.get(name, ()), *own.get(name, ())] for name in ADDED}
    return {**county, **own, **added}


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
