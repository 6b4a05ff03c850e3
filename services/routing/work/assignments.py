"""Assignments: found and locked, read and described."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.routing.contract.refusals import AssignmentNotFound
from services.routing.models import Assignment, AssignmentHistory, Case, Decision
from services.routing.work.cases import Facts, facts_of, lock_case

OPEN = ("assigned", "accepted", "held")


def lock_assignment(session: Session, assignment_id: str) -> tuple[Case, Assignment]:
    """Lock the case of an assignment, then read both; AssignmentNotFound when there is none."""
    number = session.execute(select(Assignment.number).where(Assignment.id == assignment_id)).scalar()
    case = lock_case(session, number) if number else None
    if case is None:
        raise AssignmentNotFound()
    return case, session.get_one(Assignment, assignment_id, populate_existing=True)


def current_of(session: Session, number: str) -> Assignment | None:
    """The assignment of a request that stands; the caller holds the lock of the case."""
    query = select(Assignment).where(Assignment.number == number, Assignment.current)
    return session.execute(query).scalar_one_or_none()


def last_of(session: Session, number: str) -> Assignment | None:
    """The newest assignment of a request, standing or not."""
    query = (
        select(Assignment)
        .where(Assignment.number == number)
        .order_by(Assignment.assigned_at.desc(), Assignment.id.desc())
    )
    return session.execute(query.limit(1)).scalar_one_or_none()


def read_assignment(session: Session, row: Assignment) -> dict[str, Any]:
    """An assignment with its history and the trace of the decision behind it."""
    case = session.get_one(Case, row.number)
    decision = session.get_one(Decision, row.decision_id)
    query = select(AssignmentHistory).where(AssignmentHistory.assignment_id == row.id)
    steps = session.execute(query.order_by(AssignmentHistory.at, AssignmentHistory.id)).scalars()
    history = [_step(step) for step in steps]
    return describe(row, facts_of(case), decision.rule) | {"history": history, "trace": decision.trace}


def _step(row: AssignmentHistory) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("at", "step", "by", "reason_code", "text", "assignee")}


def describe(row: Assignment, facts: Facts, rule: str | None) -> dict[str, Any]:
    """An assignment with its place, as its department sees it."""
    plain = (
        "id", "number", "department", "service_code", "status", "current", "level", "reason", "assigned_at",
        "accepted_at", "completed_at", "first_action_by", "promised_by", "calendar_version", "held_until", "hold_code",
        "code", "version", "unit", "assignee",
    )  # fmt: skip
    place = facts.place
    return {name: getattr(row, name) for name in plain} | {
        "text": row.closing_text,
        "rule": rule,
        "districts": place.districts,
        "area": place.area,
        "zip": place.code("zip_code"),
        "council_district": place.code("council_district"),
        "road_owner": place.road_owner,
        "drill": facts.drill,
    }


def written_number(number: str) -> str:
    """A request's number as intake writes it, 482-913-0757, in whatever spacing it was spoken."""
    digits = "".join(sign for sign in number if sign.isalnum())
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def list_completions(session: Session, ids: Sequence[str]) -> list[dict[str, Any]]:
    """How these assignments were finished; those that are not are left out."""
    query = select(Assignment).where(Assignment.id.in_(list(ids)), Assignment.status == "completed")
    return [
        {"assignment_id": row.id, "number": row.number, "code": row.code, "text": row.closing_text}
        for row in session.execute(query.order_by(Assignment.id)).scalars()
    ]
