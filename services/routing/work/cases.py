"""Cases: what routing knows of a request, and the lock that everything about one request takes first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.models import Case
from services.routing.work.decisions import Asked
from services.routing.work.places import Place, as_kept, from_kept


@dataclass(frozen=True)
class Facts:
    """What a decision on a request needs; excluded are the departments that returned it."""

    number: str
    service_code: str
    language: str
    received_at: datetime
    drill: bool
    answers: Mapping[str, Any]
    place: Place
    excluded: tuple[str, ...] = ()
    bounces: int = 0

    def asked(self, at: datetime | None = None) -> Asked:
        """What the rules are asked, as of an instant, or now."""
        return Asked(self.service_code, self.place, self.answers, self.excluded, at or clock.now())

    def without(self, department: str) -> "Facts":
        """The same after a department has returned it."""
        excluded = tuple(dict.fromkeys([*self.excluded, department]))
        return replace(self, excluded=excluded, bounces=self.bounces + 1)

    def as_row(self, outcome: str) -> dict[str, Any]:
        """The row of a new case."""
        kept = {"place": as_kept(self.place), "excluded": self.excluded, "bounces": self.bounces, "outcome": outcome}
        plain = ("number", "service_code", "language", "received_at", "drill", "answers")
        return {name: getattr(self, name) for name in plain} | kept


def facts_of(row: Case) -> Facts:
    """What a case's row says."""
    received_at = clock.as_utc(row.received_at)
    assert received_at is not None
    return Facts(
        row.number, row.service_code, row.language, received_at, row.drill,
        row.answers, from_kept(row.place), tuple(row.excluded), row.bounces,
    )  # fmt: skip


def keep(row: Case, facts: Facts, outcome: str) -> None:
    """Bring a case's row to what is known now."""
    for name, value in facts.as_row(outcome).items():
        if name != "number":
            setattr(row, name, value)


def no_drill(number: Any) -> Any:
    """Whether the request of this number is a real one; drills are few, and an index holds nothing else."""
    return number.not_in(select(Case.number).where(Case.drill))


def lock_cases(session: Session, numbers: Iterable[str]) -> dict[str, Case]:
    """Lock the cases of these requests, in one order, and return them by number."""
    wanted: Collection[str] = sorted(set(numbers))
    query = select(Case).where(Case.number.in_(wanted)).order_by(Case.number).with_for_update()
    query = query.execution_options(populate_existing=True)
    return {row.number: row for row in session.execute(query).scalars()}


def lock_case(session: Session, number: str) -> Case | None:
    """Lock one case."""
    return lock_cases(session, [number]).get(number)
