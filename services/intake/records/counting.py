"""Counting: days of which something has changed are counted anew, a few at a time, so that dashboards add up rows.

`python -m services.intake.records.counting` counts until nothing is left, after many rows were brought in at once.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, false, select, text, tuple_
from sqlalchemy.orm import Session

from services.common import clock, settings
from services.common.database import Store, engine_for
from services.common.statements import insert_new, plain_insert, run, upsert
from services.intake.models import ContactItem, CountedUpTo, DailyCount, DayToCount
from services.intake.records.kinds import CONTACTS, KINDS, Kind, county_zone, local, settled, span

PORTION = 20_000
AT_ONCE = 20  # days between two looks at the clock
BUDGET_SECONDS = 2.0
TURN = 311_312  # of the advisory lock: one process counts at a time
# A day is counted anew only when fifty times as long has passed as that took: at most 2 % of the time, in a storm too.
REST = 50.0
TO_COUNT, COUNTS = DayToCount.__table__, DailyCount.__table__
Counts = Counter[tuple[str, str, str]]  # department, dimension, value


class Counting:
    """Counts in one process; remembers what each day has cost."""

    def __init__(self, store: Store, zone: ZoneInfo | None = None) -> None:
        self.store = store
        self.zone = zone or county_zone()
        self._rest_until: dict[tuple[str, date], float] = {}

    def work(self, budget_seconds: float = BUDGET_SECONDS) -> int:
        """Look for changes, then count days until the time is over; return how many were counted."""
        end, done = clock.monotonic_seconds() + budget_seconds, 0
        for kind in KINDS.values():
            while self._note(kind) and clock.monotonic_seconds() < end:
                pass
        while (counted := self._count_some()) and clock.monotonic_seconds() < end:
            done += counted
        return done + counted

    def finish(self) -> Iterator[int]:
        """Count until nothing is left, also while another process counts; yield how many days were, now and then."""
        while self._is_behind():
            yield self.work()

    def _is_behind(self) -> bool:
        """Whether a day waits, or a change has not been looked at."""
        with self.store.reading() as session:
            waiting = session.execute(select(TO_COUNT.c.day).limit(1)).first()
            return waiting is not None or any(unseen(session, kind, 1) for kind in KINDS.values())

    def _note(self, kind: Kind) -> bool:
        """Note the days of a portion of changes; whether there may be more."""
        with self.store.transaction() as session:
            return has_turn(session) and note_changes(session, kind, self.zone)

    def _count_some(self) -> int:
        with self.store.reading() as session:
            query = select(TO_COUNT.c.kind, TO_COUNT.c.day).order_by(TO_COUNT.c.day.desc()).limit(AT_ONCE * 3)
            due = [(name, day) for name, day in session.execute(query) if self._rested(name, day)][:AT_ONCE]
        return sum(self._count(KINDS[name], day) for name, day in due)

    def _rested(self, name: str, day: date) -> bool:
        return clock.monotonic_seconds() >= self._rest_until.get((name, day), 0.0)

    def _count(self, kind: Kind, day: date) -> bool:
        began = clock.monotonic_seconds()
        with self.store.transaction() as session:
            if not has_turn(session):
                return False
            recount(session, kind, day, self.zone)
        now = clock.monotonic_seconds()
        if len(self._rest_until) > PORTION:
            self._rest_until.clear()
        self._rest_until[kind.name, day] = now + (now - began) * REST
        return True


def has_turn(session: Session) -> bool:
    """Whether no other process counts or writes files now; for the rest of this transaction."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(session.execute(text(f"SELECT pg_try_advisory_xact_lock({TURN})")).scalar_one())


def note_changes(session: Session, kind: Kind, zone: ZoneInfo) -> bool:
    """Note the days of what has changed since the last time; whether the portion was full."""
    rows = unseen(session, kind, PORTION)
    if not rows:
        return False
    days = {local(at, zone).date() for _, at, _ in rows}
    run(session, insert_new(session, TO_COUNT, "kind", "day"), [{"kind": kind.name, "day": day} for day in days])
    _move_mark(session, kind, rows[-1])
    return len(rows) == PORTION


def unseen(session: Session, kind: Kind, most: int) -> Sequence[Any]:
    """Id, time and change of rows that have changed since the last look, oldest change first."""
    mark = session.get(CountedUpTo, kind.name)
    query = select(kind.id, kind.at, kind.changed_at).where(kind.changed_at < settled())
    if mark is not None:
        after = (clock.as_utc(mark.changed_at), kind.read_id(mark.row_id))
        query = query.where(tuple_(kind.changed_at, kind.id) > tuple_(*after))
    return session.execute(query.order_by(kind.changed_at, kind.id).limit(most)).all()


def _move_mark(session: Session, kind: Kind, last: Any) -> None:
    values = {"kind": kind.name, "changed_at": last[2], "row_id": str(last[0])}
    insert = upsert(session, CountedUpTo.__table__).values(values)
    run(session, insert.on_conflict_do_update(index_elements=["kind"], set_={n: values[n] for n in list(values)[1:]}))


def recount(session: Session, kind: Kind, day: date, zone: ZoneInfo) -> None:
    """Count a day anew."""
    here = (TO_COUNT.c.kind == kind.name) & (TO_COUNT.c.day == day)
    run(session, delete(TO_COUNT).where(here))
    counts = count_day(session, kind, day, zone)
    run(session, delete(COUNTS).where(COUNTS.c.kind == kind.name, COUNTS.c.day == day))
    rows = [
        {"kind": kind.name, "department": d, "dimension": dimension, "value": value, "day": day, "number": number}
        for (d, dimension, value), number in counts.items()
    ]
    if rows:
        run(session, plain_insert(COUNTS), rows)


def count_day(session: Session, kind: Kind, day: date, zone: ZoneInfo) -> Counts:
    """Count what belongs to a day, drills apart; each department's beside all."""
    start, end = span(day, day, zone)
    query = select(kind.id, kind.at, *kind.dimensions.values()).where(kind.at >= start, kind.at < end)
    rows = session.execute(query.where(kind.table.c.drill == false())).all()
    about = _departments(session, start, end) if kind is CONTACTS else {}
    counts: Counts = Counter()
    for row_id, at, *values in rows:
        said = dict(zip(kind.dimensions, values, strict=True))
        departments = about.get(row_id, set()) if kind is CONTACTS else {said["department"] or ""} - {""}
        said["hour"] = f"{local(at, zone).hour:02}"
        _count_row(counts, said, departments)
    return counts


def _departments(session: Session, start: Any, end: Any) -> dict[str, set[str]]:
    """The departments that the items of a span's contacts are about."""
    contact = CONTACTS.table
    query = (
        select(ContactItem.contact_id, ContactItem.department)
        .join(contact, contact.c.id == ContactItem.contact_id)
        .where(contact.c.logged_at >= start, contact.c.logged_at < end, ContactItem.department.is_not(None))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for contact_id, department in session.execute(query):
        found[contact_id].add(department or "")
    return found


def _count_row(counts: Counts, said: dict[str, Any], departments: Iterable[str]) -> None:
    """A row counts for all, and for each department that it is about; one about two counts for both."""
    for department in ("", *departments):
        for dimension, value in said.items():
            if dimension != "department":
                counts[department, dimension, value or ""] += 1
        counts[department, "all", ""] += 1
    for department in departments or ("",):
        counts["", "department", department] += 1


def main() -> int:
    """Count everything that is due."""
    counting = Counting(Store(engine_for(settings.database_url("intake")), "intake"))
    done = 0
    for counted in counting.finish():
        done += counted
        print(f"hub311: {done} days were counted", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
