"""Work lists: the work of a department, unit or person, filtered, in pages, and counted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.models import Assignment, Case, Decision
from services.routing.policy import Reach
from services.routing.work.assignments import OPEN, describe, written_number
from services.routing.work.cases import facts_of, no_drill
from services.routing.work.pages import after_cursor, cursor_of

NOBODY = "none"
COUNTED = ("open", "unassigned", "unaccepted", "held", "missed", "near")


def list_assignments(session: Session, wanted: dict[str, Any], reach: Reach) -> dict[str, Any]:
    """A page of the work that the reach allows, newest, oldest or first promised first."""
    query: Any = select(Assignment, Case, Decision.rule).join(Case, Case.number == Assignment.number)
    query = query.join(Decision, Decision.id == Assignment.decision_id).where(*filters(wanted, reach))
    rows = session.execute(_ordered(query, wanted).limit(wanted["limit"] + 1)).all()
    page = rows[: wanted["limit"]]
    items = [describe(row, facts_of(found), rule) for row, found, rule in page]
    return {"items": items, "next": _cursor(page[-1][0], wanted) if len(rows) > len(page) else None}


def _ordered(query: Any, wanted: dict[str, Any]) -> Any:
    if wanted["order"] == "promise":
        return after_cursor(query, Assignment.promised_by, Assignment.id, wanted["cursor"])
    newest = wanted["order"] == "newest"
    if wanted["cursor"]:
        behind = Assignment.id < wanted["cursor"] if newest else Assignment.id > wanted["cursor"]
        query = query.where(behind)
    return query.order_by(Assignment.id.desc() if newest else Assignment.id)


def _cursor(row: Assignment, wanted: dict[str, Any]) -> str:
    if wanted["order"] == "promise" and row.promised_by:
        return cursor_of(row.promised_by, row.id)
    return row.id


def filters(wanted: dict[str, Any], reach: Reach) -> list[Any]:
    """The conditions of a work list; by promise only open work counts, because what is done is not late any more."""
    found = [_reached(reach), *_equal(wanted), *_of_time(wanted)]
    status = wanted["status"]
    if not status and (wanted["promise"] or wanted["order"] == "promise"):
        status = OPEN
    if status:
        found.append(Assignment.status.in_(status))
    if wanted["assignee"]:
        nobody = wanted["assignee"] == NOBODY
        found.append(Assignment.assignee.is_(None) if nobody else Assignment.assignee == wanted["assignee"])
    if wanted["number"]:
        found.append(Assignment.number == written_number(wanted["number"]))
    return found


def _reached(reach: Reach) -> Any:
    own = and_(Assignment.department.in_(reach.own), Assignment.assignee == reach.subject) if reach.own else false()
    if reach.departments is None:
        return Assignment.id.is_not(None)
    return or_(Assignment.department.in_(reach.departments), own)


def _equal(wanted: dict[str, Any]) -> Iterable[Any]:
    for name in ("unit", "service_code", "area"):
        if wanted[name]:
            yield getattr(Assignment, name) == wanted[name]


def _of_time(wanted: dict[str, Any]) -> Iterable[Any]:
    if wanted["assigned_after"]:
        yield Assignment.assigned_at >= wanted["assigned_after"]
    if wanted["assigned_before"]:
        yield Assignment.assigned_at < wanted["assigned_before"]
    if wanted["order"] == "promise":
        yield Assignment.promised_by.is_not(None)
    if wanted["promise"]:
        yield promise_is(wanted["promise"], clock.now())


def promise_is(state: str, now: datetime) -> Any:
    """Whether the promise of open work is missed, near (at risk), ahead, or was never given (none)."""
    promised = Assignment.promised_by
    return {
        "missed": promised < now,
        "near": and_(promised >= now, Assignment.near_at <= now),
        "ahead": and_(promised >= now, or_(Assignment.near_at.is_(None), Assignment.near_at > now)),
        "none": promised.is_(None),
    }[state]


def count_work(session: Session, reach: Reach) -> list[dict[str, Any]]:
    """How much open work each unit and person of each department has, of it unaccepted, held, missed and near.

    Drills are listed and not counted.
    """
    keys = (Assignment.department, Assignment.unit, Assignment.assignee)
    query = select(*keys, *(value.label(name) for name, value in sums_of(clock.now()).items()))
    counted = _reached(reach), Assignment.status.in_(OPEN), no_drill(Assignment.number)
    query = query.where(*counted).group_by(*keys).order_by(*keys)
    return [dict(row._mapping) for row in session.execute(query)]


def sums_of(now: datetime) -> dict[str, Any]:
    """What is counted of open work, each as a column."""
    return {
        "open": func.count(),
        "unassigned": _sum(Assignment.assignee.is_(None)),
        "unaccepted": _sum(Assignment.status == "assigned"),
        "held": _sum(Assignment.status == "held"),
        "missed": _sum(promise_is("missed", now)),
        "near": _sum(promise_is("near", now)),
    }


def _sum(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def add_up(lines: list[dict[str, Any]]) -> dict[str, int]:
    """The sums over some lines of counts."""
    return {name: sum(int(line[name]) for line in lines) for name in COUNTED}
