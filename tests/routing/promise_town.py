"""A county made up from a seed, in the services and for the oracle, and what happens in it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.routing.catalogue.catalogue import CALENDAR, DEPARTMENT, SERVICE_TYPE
from services.routing.catalogue.entries import store_entries
from tests.routing.promise_oracle import ZONES, Office, open_office

HOUR = 3600
OPEN_DAYS, LONGEST_PAUSE_DAYS = 60, 20
SLOT = 4 * HOUR  # things happen in portions, and somebody looks after each
# Requests are opened in the sixty days about a change of the clock, one county in spring, the next in autumn.
BEGINNINGS = (date(2026, 2, 10), date(2026, 10, 1))
CLOCK_CHANGES = [int(datetime(*day, 6, tzinfo=UTC).timestamp()) for day in ((2026, 3, 8), (2026, 11, 1))]
DEPARTMENTS, TYPES, CHANGES = 4, 16, 6


@dataclass
class Town:
    """What the catalogue says, in the services and for the oracle."""

    dice: random.Random
    begin: date
    county: dict[str, Any] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)
    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)

    def build(self) -> None:
        """Make everything up."""
        dice = self.dice
        zone = {"timezone": dice.choice(list(ZONES)), "country": dice.choice(["US", "US", None]), "subdivision": "MD"}
        self.county = zone | self._hours() | self._days_off()
        for i in range(DEPARTMENTS):
            self.own[f"d{i}"] = {} if i == 0 else self._hours() | self._days_off()
        for i in range(TYPES):
            whole = dice.choice([None, 0, 1, 2, 3, 5, 10, 30])
            first = dice.choice([None, *range((whole or 0) + 1)])
            self.services[f"s{i}"] = {"code": f"s{i}", "level": 3, "department": f"d{i % DEPARTMENTS}",
                                      "first_action_business_days": first, "promise_business_days": whole}  # fmt: skip
        self._open_offices()

    def change(self) -> None:
        """A storm closes the offices, a department changes its hours, turnarounds become others."""
        dice = self.dice
        self.county["closures"] = [*self.county["closures"], self._closure()]
        department = f"d{dice.randrange(1, DEPARTMENTS)}"
        self.own[department] = self._hours() | self._days_off()
        for code in dice.sample(list(self.services), 3):
            days = {
                "promise_business_days": dice.choice([1, 4, 9]),
                "first_action_business_days": dice.choice([None, 0, 1]),
            }
            self.services[code] = self.services[code] | days
        self._open_offices()

    def _hours(self) -> dict[str, Any]:
        dice = self.dice
        workdays = dice.choice([[0, 1, 2, 3, 4], [0, 1, 2, 3, 4], [1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5, 6]])
        opens, closes = dice.randrange(6, 10), dice.randrange(15, 20)
        return {
            "workdays": workdays,
            "opens": f"{opens:02}:{dice.choice('03')}0",
            "closes": f"{closes:02}:{dice.choice('03')}0",
        }

    def _days_off(self) -> dict[str, Any]:
        days = [{"date": (self._a_day()).isoformat()} for _ in range(4)]
        return {"extra_holidays": days, "closures": [self._closure()]}

    def _a_day(self) -> date:
        return self.begin + timedelta(days=self.dice.randrange(OPEN_DAYS + 60))

    def _closure(self) -> dict[str, str]:
        first = self._a_day()
        return {"from": first.isoformat(), "to": (first + timedelta(days=self.dice.randrange(4))).isoformat()}

    def _open_offices(self) -> None:
        for code, own in self.own.items():
            added = {name: [*self.county[name], *own.get(name, [])] for name in ("extra_holidays", "closures")}
            self.offices[code] = open_office({**self.county, **own, **added})

    def store(self, session: Any) -> None:
        """Write it as a county does."""
        store_entries(session, CALENDAR, {"county": dict(self.county)})
        departments = {
            code: {"code": code, "name": code, "calendar": dict(own) or None} for code, own in self.own.items()
        }
        store_entries(session, DEPARTMENT, departments)
        store_entries(session, SERVICE_TYPE, {code: dict(entry) for code, entry in self.services.items()})


@dataclass
class Plan:
    """Something that happens to a request, or, without a number, to the catalogue."""

    at: int
    what: str
    number: str = ""
    service: str = ""
    received: int = 0


def plans(dice: random.Random, begin: int, count: int) -> Iterator[Plan]:
    """Requests with up to two pauses each, some about the changes of the clock, and changes of the catalogue."""
    for i in range(count):
        at = begin + dice.randrange(OPEN_DAYS * 24 * HOUR)
        if dice.random() < 0.1:
            at = next(one for one in CLOCK_CHANGES if one > begin) + dice.randrange(-48 * HOUR, 48 * HOUR)
        number, letter = f"{1_000_000_000 + i}", dice.random() < 0.1
        received = at - dice.randrange(5 * 24 * HOUR) if letter else at
        yield Plan(at, "open", number, f"s{dice.randrange(TYPES)}", received)
        for _ in range(dice.choice([0, 0, 0, 0, 0, 1, 1, 2])):
            held = at + dice.randrange(60, 12 * 24 * HOUR)
            ended = held + dice.randrange(60, LONGEST_PAUSE_DAYS * 24 * HOUR)
            yield Plan(held, "hold", number)
            yield Plan(ended, "go_on", number)
            at = ended + SLOT
    for _ in range(CHANGES):
        yield Plan(begin + dice.randrange(OPEN_DAYS * 24 * HOUR), "change")
