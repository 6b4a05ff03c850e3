"""What rules cover: conditions as sets of cases, so that it can be worked out whether two meet and what is left over.

A rule for one service is a box: for each thing that is compared, the values under which it holds. A thing that a rule
does not name may have any value, one that no rule names included.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.routing.catalogue.conditions import TIME
from services.routing.catalogue.rules import Rule
from services.routing.catalogue.windows import CLOSED, OPEN, holds_in
from services.routing.work.calendars import BusinessCalendar

A_MONDAY = datetime(2026, 11, 16)  # any week will do: windows know days and minutes only
WEEK_MINUTES = 7 * 24 * 60
Box = Mapping[str, frozenset[Any]]


class Boxes:
    """The boxes of some rules, all on the same things."""

    def __init__(self, rules: Iterable[Rule], calendar: BusinessCalendar) -> None:
        self._rules = list(rules)
        self._moments = _moments(self._rules, calendar)
        self._boxes = {rule.code: self._box(rule) for rule in self._rules}

    def _box(self, rule: Rule) -> Box:
        box: dict[str, frozenset[Any]] = {}
        for one in rule.conditions:
            wanted = self._moments_in(one.wanted) if one.about == TIME else one.wanted
            box[one.about] = box.get(one.about, wanted) & wanted
        return box

    def _moments_in(self, windows: frozenset[str]) -> frozenset[Any]:
        return frozenset(moment for moment in self._moments if moment & windows)

    def meet(self, one: Rule, other: Rule) -> bool:
        """Whether there may be a request for which both hold."""
        first, second = self._boxes[one.code], self._boxes[other.code]
        return all(first[about] & second[about] for about in first.keys() & second.keys())

    def covered(self, rule: Rule, before: Sequence[Rule]) -> bool:
        """Whether the rules before it hold in every case in which this one does."""
        return _covered(self._boxes[rule.code], [self._boxes[one.code] for one in before])


def _covered(box: Box, others: Sequence[Box]) -> bool:
    """Whether the other boxes together leave nothing of a box."""
    left = [other for other in others if all(box[about] & other[about] for about in box.keys() & other.keys())]
    if any(_within(box, other) for other in left):
        return True
    about = _split_by(box, left)
    if about is None:
        return False
    return all(_covered({**box, about: frozenset([value])}, left) for value in box[about])


def _within(box: Box, other: Box) -> bool:
    return all(about in box and box[about] <= wanted for about, wanted in other.items())


def _split_by(box: Box, others: Sequence[Box]) -> str | None:
    """Something of which the box allows several values and another box only some."""
    for other in others:
        for about in sorted(other.keys() & box.keys()):
            if len(box[about]) > 1 and not box[about] <= other[about]:
                return about
    return None


def _moments(rules: Sequence[Rule], calendar: BusinessCalendar) -> frozenset[frozenset[str]]:
    """The kinds of moment that these rules can tell apart: the windows that hold in each."""
    windows = {window for rule in rules for one in rule.conditions if one.about == TIME for window in one.wanted}
    if not windows:
        return frozenset()
    kinds = set()
    for minute in range(WEEK_MINUTES):
        local = A_MONDAY + timedelta(minutes=minute)
        at_work = local.weekday() in calendar.workdays and calendar.opens <= local.time() < calendar.closes
        for state in (OPEN, CLOSED) if at_work else (CLOSED,):  # a holiday may close the offices on any day
            kinds.add(frozenset(window for window in windows if holds_in(window, local, state)))
    return frozenset(kinds)
