"""Random promises, pauses, holidays and clock changes, and what the oracle says of each.

A county of its own, made up from a seed: a calendar, departments with hours of their own, service types. Requests are
opened, wait and go on in the order of time, the catalogue changes meanwhile, and somebody looks each hour whose time
has run out, with the functions that the service runs.
"""

import heapq
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, pairwise
from random import Random
from typing import Any

from sqlalchemy import func, select

from services.common import clock
from services.common.database import Store
from services.routing.catalogue.catalogue import CurrentCatalogue
from services.routing.models import Assignment, PromiseMark, PromisePause
from services.routing.work import opening, waiting, watching
from services.routing.work.asking import Known
from services.routing.work.pauses import promise_id
from tests.routing.desk import heard, opened
from tests.routing.promise_oracle import Expected, expect
from tests.routing.promise_town import BEGINNINGS, SLOT, Plan, Town, plans

AT_ONCE = 50
ORDER = ("change", "open", "hold", "go_on")
SLOTS = ("first_action_by", "promised_by", "first_action_near_at", "near_at")


def text(instant: int) -> str:
    """An instant as events carry it."""
    return clock.instant_text(datetime.fromtimestamp(instant, UTC))


def seconds(instant: datetime | None) -> int | None:
    """An instant of the database as the oracle counts."""
    aware = clock.as_utc(instant)
    return None if aware is None else int(aware.timestamp())


def _portion(plan: Plan) -> tuple[int, int]:
    return plan.at // SLOT, ORDER.index(plan.what)


class Trial:
    """One county and its requests, in the services and for the oracle."""

    def __init__(self, store: Store, seed: int) -> None:
        begin = BEGINNINGS[seed % len(BEGINNINGS)]
        self.store, self.dice = store, Random(seed)
        self.begin = int(datetime(begin.year, begin.month, begin.day, tzinfo=UTC).timestamp())
        self.town, self.kept = Town(self.dice, begin), CurrentCatalogue()
        self.expected: dict[str, Expected] = {}
        self.department: dict[str, str] = {}
        self.given: dict[str, Any] = {}
        self.watched = self.begin - 30 * 6 * SLOT
        self.to_look: list[tuple[int, str]] = []  # by the oracle: when something is to be said of whom

    def run(self, count: int) -> list[str]:
        """Let everything happen; returns what the services and the oracle do not agree about."""
        self.town.build()
        self._store_town()
        ordered = sorted(plans(self.dice, self.begin, count), key=_portion)
        for (slot, _), some in groupby(ordered, key=_portion):
            self._look_until(slot * SLOT)
            self._do(list(some))
        self._look_until(self.watched + 200 * 6 * SLOT)
        return self.differences()

    def _do(self, some: list[Plan]) -> None:
        """Things of one kind in one portion."""
        if some[0].what == "change":
            self.town.change()
            self._store_town()
            return
        for start in range(0, len(some), AT_ONCE):
            part = some[start : start + AT_ONCE]
            getattr(self, f"_{part[0].what}")(part)
            self._plan_looks(part)

    def _plan_looks(self, some: list[Plan]) -> None:
        for plan in some:
            mine = self.expected[plan.number]
            for instant in {*mine.due.values(), *mine.near.values()} - {None}:
                assert instant is not None
                heapq.heappush(self.to_look, (max(self.watched + SLOT, -(-instant // SLOT) * SLOT), plan.number))

    def _store_town(self) -> None:
        with self.store.transaction() as session:
            self.town.store(session)
        self.kept = CurrentCatalogue()

    def _open(self, some: list[Plan]) -> None:
        events = [opened(p.number, p.service, text(p.at), received_at=text(p.received)) for p in some]
        with self.store.transaction() as session:
            known = {event.id: Known() for event in events}
            opening.open_requests(session, self.kept.get(session), events, known)
            query = select(Assignment.number, Assignment.promise)
            rows = session.execute(query.where(Assignment.number.in_([p.number for p in some])))
            self.given |= {number: given for number, given in rows}  # noqa: C416
        for plan in some:
            entry = self.town.services[plan.service]
            office = self.town.offices[entry["department"]]
            days = (entry["first_action_business_days"], entry["promise_business_days"])
            self.expected[plan.number] = expect(office, plan.received, *days)
            self.department[plan.number] = entry["department"]

    def _hold(self, some: list[Plan]) -> None:
        events = [heard("resident_asked", p.number, 2, text(p.at), until=text(p.at)) for p in some]
        with self.store.transaction() as session:
            waiting.hold_for_residents(session, events)
        for plan in some:
            self.expected[plan.number].pause(plan.at)

    def _go_on(self, some: list[Plan]) -> None:
        events = [heard("resident_answered", p.number, 3, text(p.at), outcome="answered") for p in some]
        with self.store.transaction() as session:
            waiting.go_on_for_residents(session, self.kept.get(session), events)
        for plan in some:
            self.expected[plan.number].go_on(self.town.offices[self.department[plan.number]], plan.at)

    def _look_until(self, hour: int) -> None:
        """Somebody looks after each portion when, by the services or by the oracle, there is something to say."""
        while (now := self._next_look()) <= hour:
            self.watched = now
            self._look_in_services(datetime.fromtimestamp(now, UTC))
            while self.to_look and self.to_look[0][0] <= now:
                self.expected[heapq.heappop(self.to_look)[1]].look(now)
        self.watched = max(self.watched, hour)

    def _next_look(self) -> int:
        with self.store.reading() as session:
            first = seconds(session.execute(select(func.min(Assignment.watch_at))).scalar())
        hours = [self.to_look[0][0]] if self.to_look else []
        hours += [-(-first // SLOT) * SLOT] if first is not None else []
        return max(self.watched + SLOT, min(hours)) if hours else sys.maxsize

    def _look_in_services(self, now: datetime) -> None:
        with self.store.reading() as session:
            found = watching.due(session, now)
        while found:
            with self.store.transaction() as session:
                watching.look(session, found, now)
            with self.store.reading() as session:
                found = watching.due(session, now)

    def differences(self) -> list[str]:
        """What the services and the oracle do not agree about now."""
        return list(self._differences())

    def _differences(self) -> Iterator[str]:
        with self.store.reading() as session:
            rows = list(session.execute(select(Assignment)).scalars())
            marks, pauses = defaultdict(list), defaultdict(list)
            for mark in session.execute(select(PromiseMark).order_by(PromiseMark.id)).scalars():
                marks[mark.promise_id].append((mark.clock, mark.mark, seconds(mark.due)))
            for pause in session.execute(select(PromisePause).order_by(PromisePause.id)).scalars():
                pauses[pause.promise_id].append(pause)
        if len(rows) != len(self.expected):
            yield f"{len(rows)} promises instead of {len(self.expected)}"
        for row in rows:
            yield from self._differences_of(row, marks[promise_id(row)], pauses[promise_id(row)])

    def _differences_of(self, row: Assignment, marks: list[Any], pauses: list[Any]) -> Iterator[str]:
        mine = self.expected[row.number]
        due = (*mine.due.values(), *mine.near.values())
        found = tuple(seconds(getattr(row, name)) for name in SLOTS)
        if found != due:
            yield f"{row.number}: due {found}, the oracle says {due}"
        if row.promise != self.given[row.number]:
            yield f"{row.number}: what was given has changed"
        said = {
            name: value and seconds(clock.parse(value)) for name, value in row.promise.items() if name in mine.given
        }
        if said != mine.given:
            yield f"{row.number}: given {said}, the oracle says {mine.given}"
        if sorted(marks) != sorted(mine.said):
            yield f"{row.number}: said {marks}, the oracle says {mine.said}"
        if pauses and seconds(pauses[0].promised_before) != mine.given["promised_by"]:
            yield f"{row.number}: the first pause does not begin with what was given"
        for one, after in pairwise(pauses):
            if one.promised_after != after.promised_before:
                yield f"{row.number}: something has changed a promise between two pauses"
