"""How departments do, in figures for operations: their open work, its age, and the promises kept of late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import first_id
from services.routing.models import Assignment
from services.routing.work.assignments import OPEN
from services.routing.work.cases import no_drill
from services.routing.work.worklists import COUNTED, sums_of

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class WorkFigures:
    """A department's open work by state, and for how many seconds the oldest of two states has waited."""

    states: dict[str, int]
    oldest_seconds: dict[str, float]


IDLE = WorkFigures(dict.fromkeys(COUNTED, 0), {"unaccepted": 0.0, "unassigned": 0.0})


def work_of(session: Session, departments: Collection[str], now: datetime) -> dict[str, WorkFigures]:
    """Return the figures of each of the departments that has open work; drills are left out."""
    oldest = {
        "unaccepted": func.min(case((Assignment.status == "assigned", Assignment.assigned_at))),
        "unassigned": func.min(case((Assignment.assignee.is_(None), Assignment.assigned_at))),
    }
    columns = [value.label(name) for name, value in sums_of(now).items()]
    columns += [value.label(f"oldest_{name}") for name, value in oldest.items()]
    query: Any = select(Assignment.department, *columns)
    # By department, so that the index serves: of ten years' work little is open.
    mine = Assignment.department.in_(list(departments)), Assignment.status.in_(OPEN), no_drill(Assignment.number)
    query = query.where(*mine).group_by(Assignment.department)
    return {row.department: _figures(row._mapping, oldest, now) for row in session.execute(query)}


def _figures(row: Any, oldest: Collection[str], now: datetime) -> WorkFigures:
    ages = {name: _age(row[f"oldest_{name}"], now) for name in oldest}
    return WorkFigures({name: int(row[name]) for name in COUNTED}, ages)


def _age(instant: datetime | None, now: datetime) -> float:
    since = clock.as_utc(instant)
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def kept_percent(session: Session, departments: Collection[str], now: datetime) -> dict[str, float]:
    """Return what share of the promises settled of late each department has kept; who had none is left out.

    Settled is work that was given in the last 30 days with a promised date and is completed, or open behind that
    date and not on hold. Drills are left out.
    """
    done = Assignment.status == "completed"
    kept = and_(done, Assignment.completed_at <= Assignment.promised_by)
    late = and_(Assignment.status.in_(("assigned", "accepted")), Assignment.promised_by < now)
    query: Any = select(Assignment.department, _count(kept).label("kept"), _count(or_(done, late)).label("settled"))
    query = query.where(
        Assignment.department.in_(list(departments)), Assignment.status.in_(("completed", *OPEN)),
        Assignment.id >= first_id(now - LATELY), Assignment.promised_by.is_not(None), no_drill(Assignment.number),
    )  # fmt: skip
    rows = session.execute(query.group_by(Assignment.department))
    return {row.department: 100.0 * row.kept / row.settled for row in rows if row.settled}


def _count(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))
