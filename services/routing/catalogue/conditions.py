"""Conditions of rules: what each is held against, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from services.routing.catalogue.windows import CLOSED, OPEN, holds_in
from services.routing.work.calendars import BusinessCalendar
from services.routing.work.places import Place

ROAD_OWNER, ANSWERS, TIME, PARTNERSHIP = "road_owner", "answers", "time", "partnership"
HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"
NOT_ON_PLACE = (TIME, PARTNERSHIP)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Condition:
    """One comparison: about is road_owner, a kind of layer, answers.<question>, time, or partnership."""

    about: str
    wanted: frozenset[str]

    @property
    def on_place(self) -> bool:
        """Whether the place decides it."""
        return not self.about.startswith(f"{ANSWERS}.") and self.about not in NOT_ON_PLACE

    @property
    def question(self) -> str | None:
        """The question that decides it, if one does."""
        return self.about.partition(".")[2] if self.about.startswith(f"{ANSWERS}.") else None


@dataclass
class Moment:
    """The instant at which it is decided, in the county's own time, and the partnerships that are in force then."""

    calendar: BusinessCalendar
    at: datetime
    partnerships: Mapping[str, Mapping[str, Any]]

    @cached_property
    def local(self) -> datetime:
        """The clock on the county's wall."""
        return self.at.astimezone(self.calendar.zone)

    @cached_property
    def state(self) -> str:
        """Whether offices are open."""
        return OPEN if self.calendar.is_open(self.local) else CLOSED

    @property
    def words(self) -> str:
        """The moment as a trace names it: "mon 23:10 closed"."""
        return f"{DAYS[self.local.weekday()]} {self.local:%H:%M} {self.state}"

    def in_force(self, codes: Iterable[str]) -> list[str]:
        """Those of these partnerships that hold on this day, "code:version"; one that has lapsed holds no more."""
        found = [(code, self.partnerships[code]) for code in sorted(codes) if code in self.partnerships]
        return [f"{code}:{entry['version']}" for code, entry in found if holds_on(entry, self.local.date())]


def holds_on(partnership: Mapping[str, Any], day: date) -> bool:
    """Whether a partnership holds on a day: from its start to its end, both included."""
    starts, ends = partnership.get("starts"), partnership.get("ends")
    text = day.isoformat()
    return (starts is None or starts <= text) and (ends is None or text <= ends)


@dataclass(frozen=True)
class Compared:
    """What came of a condition."""

    condition: Condition
    found: Any
    result: str

    def as_trace(self) -> dict[str, Any]:
        """For the decision's trace."""
        wanted = sorted(self.condition.wanted)
        return {"about": self.condition.about, "wanted": wanted, "found": self.found, "result": self.result}


def compare(condition: Condition, place: Place, answers: Mapping[str, Any], moment: Moment) -> Compared:
    """Hold one condition against what is known; what nobody knows is unknown, never a guess."""
    if condition.question:
        given = answers.get(condition.question)
        found = [str(value) for value in (given if isinstance(given, list) else [given]) if value is not None]
        return _compared(condition, found, bool(condition.wanted & set(found)))
    if not condition.on_place:
        return _compare_moment(condition, moment)
    if not place.known:
        return Compared(condition, None, UNKNOWN)
    if condition.about == ROAD_OWNER:
        return _compared(condition, place.road_owner, place.road_owner in condition.wanted)
    if condition.about not in place.layers:
        return Compared(condition, None, UNKNOWN)
    code = place.code(condition.about)
    return _compared(condition, code, code in condition.wanted)


def _compare_moment(condition: Condition, moment: Moment) -> Compared:
    if condition.about == PARTNERSHIP:
        found = moment.in_force(condition.wanted)
        return _compared(condition, found, bool(found))
    holds = any(holds_in(window, moment.local, moment.state) for window in condition.wanted)
    return _compared(condition, moment.words, holds)


def _compared(condition: Condition, found: Any, holds: bool) -> Compared:
    return Compared(condition, found, HOLDS if holds else FAILS)


def judge(compared: Iterable[Compared]) -> str:
    """Whether a rule holds: one condition that fails is enough to say no, also where another is unknown."""
    results = {one.result for one in compared}
    return FAILS if FAILS in results else UNKNOWN if UNKNOWN in results else HOLDS
