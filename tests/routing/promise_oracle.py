"""A second opinion on promises: holidays by statute, clock changes by the federal rule, days counted in one long list.

Shares nothing with the services: no calendar, no table of holidays, no zone data. Instants are seconds since 1970.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAY, HOUR = 86_400, 3_600
FIRST_YEAR, LAST_YEAR = 2025, 2032
EPOCH = date(1970, 1, 1)
# The hours by which standard time is behind UTC.
ZONES = {"America/New_York": 5, "America/Chicago": 6, "America/Denver": 7, "America/Los_Angeles": 8}
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def number_of(day: date) -> int:
    """Count days since 1970."""
    return (day - EPOCH).days


def nth(year: int, month: int, weekday: int, count: int) -> date:
    """The nth weekday of a month; from its end when the count is negative."""
    if count > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def holidays_of(year: int) -> Iterable[date]:
    """The holidays of 5 U.S.C. 6103, moved off weekends as there, and Maryland's American Indian Heritage Day."""
    for month, day in ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25)):
        fixed = date(year, month, day)
        moved = {SATURDAY: -1, SUNDAY: 1}.get(fixed.weekday(), 0)
        yield from (fixed, fixed + timedelta(days=moved))
    yield from (nth(year, 1, MONDAY, 3), nth(year, 2, MONDAY, 3), nth(year, 5, MONDAY, -1))
    if year % 4 == 1:  # Inauguration Day around the capital, moved off a Sunday
        yield date(year, 1, 21 if date(year, 1, 20).weekday() == SUNDAY else 20)
    yield from (nth(year, 9, MONDAY, 1), nth(year, 10, MONDAY, 2))
    thanksgiving = nth(year, 11, THURSDAY, 4)
    yield from (thanksgiving, thanksgiving + timedelta(days=1))


STATE_HOLIDAYS = {number_of(day) for year in range(FIRST_YEAR, LAST_YEAR + 2) for day in holidays_of(year)}


@dataclass
class Office:
    """When an office is open: the list of its business days, and seconds after midnight by the clock on the wall."""

    behind: int
    opens: int
    closes: int
    days: list[int]

    def summer(self, local: int, last_hour: int = 0) -> bool:
        """Whether clocks are an hour on: from the second Sunday of March, 2:00, to the first of November, 2:00."""
        year = (EPOCH + timedelta(days=local // DAY)).year
        start = number_of(nth(year, 3, SUNDAY, 2)) * DAY + 2 * HOUR
        return start <= local < number_of(nth(year, 11, SUNDAY, 1)) * DAY + 2 * HOUR - last_hour

    def to_local(self, instant: int) -> int:
        """The clock on the wall at an instant."""
        standard = instant - self.behind * HOUR
        return standard + HOUR if self.summer(standard, last_hour=HOUR) else standard

    def to_instant(self, local: int) -> int:
        """The instant at which the wall shows this; never asked for an hour that comes twice or not at all."""
        return local + (self.behind - (1 if self.summer(local) else 0)) * HOUR

    def place(self, instant: int) -> int:
        """Where in the list of business days something belongs that arrives at an instant."""
        local = self.to_local(instant)
        place = bisect_left(self.days, local // DAY)
        over = self.days[place] == local // DAY and local % DAY >= self.closes
        return place + 1 if over else place

    def closing(self, place: int) -> int:
        """The instant at which the office closes on a business day."""
        return self.to_instant(self.days[place] * DAY + self.closes)

    def at_risk(self, start: int, count: int) -> int:
        """The instant at which four fifths of the office hours between a start and its deadline have passed."""
        place, whole = self.place(start), self.closes - self.opens
        local = self.to_local(start)
        begins = max(self.opens, local - self.days[place] * DAY)
        first = self.closes - begins
        left = (first + count * whole) * 4
        if left <= first * 5:
            return self.to_instant(self.days[place] * DAY + (begins * 5 + left) // 5)
        more = left - first * 5
        full, rest = divmod(more, whole * 5)
        place, rest = (place + full, whole * 5) if rest == 0 else (place + full + 1, rest)
        return self.to_instant(self.days[place] * DAY + (self.opens * 5 + rest) // 5)

    def same_time(self, instant: int, count: int) -> int:
        """The same time of day so many business days later."""
        local = self.to_local(instant)
        return self.to_instant(self.days[bisect_left(self.days, local // DAY + 1) - 1 + count] * DAY + local % DAY)


def open_office(entry: Mapping[str, Any]) -> Office:
    """Read a calendar's entry."""
    closed = {number_of(date.fromisoformat(one["date"])) for one in entry["extra_holidays"]}
    for one in entry["closures"]:
        first, last = (number_of(date.fromisoformat(one[name])) for name in ("from", "to"))
        closed |= set(range(first, last + 1))
    if entry["country"]:
        closed |= STATE_HOLIDAYS
    every = range(number_of(date(FIRST_YEAR, 1, 1)), number_of(date(LAST_YEAR, 12, 31)))
    days = [day for day in every if (day + 3) % 7 in entry["workdays"] and day not in closed]
    opens, closes = (int(entry[name][:2]) * HOUR + int(entry[name][3:]) * 60 for name in ("opens", "closes"))
    return Office(ZONES[entry["timezone"]], opens, closes, days)


@dataclass
class Expected:
    """A promise as it should be: what is due and at risk by clock, and what should have been said."""

    given: dict[str, int | None]
    due: dict[str, int | None] = field(default_factory=dict)
    near: dict[str, int | None] = field(default_factory=dict)
    said: list[tuple[str, str, int]] = field(default_factory=list)
    paused_at: int | None = None

    def pause(self, at: int) -> None:
        """The clocks stand still."""
        self.paused_at = at

    def go_on(self, office: Office, at: int) -> None:
        """They go on: what was not over when they stopped is later by the business days of the pause."""
        stopped, self.paused_at = self.paused_at, None
        assert stopped is not None
        count = max(0, office.place(at) - office.place(stopped)) if at > stopped else 0
        for clock in self.due:
            due, near = self.due[clock], self.near[clock]
            if due is not None and due > stopped and count:
                self.due[clock] = office.closing(office.place(due - 1) + count)
            if near is not None and near > stopped and count:
                self.near[clock] = office.same_time(near, count)

    def look(self, now: int) -> None:
        """Note what is to be said when somebody looks."""
        until = now if self.paused_at is None else min(now, self.paused_at)
        for clock, due in self.due.items():
            near = self.near[clock]
            if due is None:
                continue
            if due <= until:
                self._say(clock, "missed", due)
            elif near is not None and near <= until and near < due:
                self._say(clock, "near", due)

    def _say(self, clock: str, mark: str, due: int) -> None:
        if (clock, mark) not in [(one[0], one[1]) for one in self.said]:
            self.said.append((clock, mark, due))


def expect(office: Office, start: int, first: int | None, whole: int | None) -> Expected:
    """The promise that is given for something that counts from a start."""
    due = {
        clock: None if count is None else office.closing(office.place(start) + count)
        for clock, count in (("first_action", first), ("completion", whole))
    }
    near = {
        clock: None if count is None else office.at_risk(start, count)
        for clock, count in (("first_action", first), ("completion", whole))
    }
    given = {"first_action_by": due["first_action"], "promised_by": due["completion"],
             "first_action_near": near["first_action"], "near": near["completion"]}  # fmt: skip
    return Expected(given, due, near)
