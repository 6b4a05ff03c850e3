"""Work that changes hands: returned, reassigned, taken from triage; both departments hear of it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services.common import clock
from services.routing import measures
from services.routing.catalogue.catalogue import Catalogue
from services.routing.contract.refusals import AssignmentNotFound, NotInTriage, SameDepartment, TargetUnknown
from services.routing.districts.offices import is_office
from services.routing.models import Assignment, Case, Decision, TriageItem
from services.routing.work import cases, steps
from services.routing.work.assignments import last_of
from services.routing.work.cases import Facts, facts_of
from services.routing.work.decisions import DEPARTMENT, TRIAGE, Choice, decide
from services.routing.work.ledger import Ledger, Why
from services.routing.work.pauses import end_pause
from services.routing.work.promises import Promise

MOST_BOUNCES = 2  # after so many returns a supervisor decides


@dataclass(frozen=True)
class Desk:
    """What every change of hands needs: the session, the catalogue, who does it."""

    session: Session
    catalogue: Catalogue
    by: str | None
    cause: str | None = None


def return_assignment(desk: Desk, case: Case, row: Assignment, message: dict[str, Any]) -> None:
    """Not this department's: the rules are asked again without it; after two returns a supervisor decides."""
    steps.check_step(row, "returned")
    facts = facts_of(case).without(row.department)
    ledger = Ledger(desk.catalogue)
    code = message["reason_code"]
    ledger.events.append(steps.stepped(case, row, "assignment_returned", desk.cause, reason_code=code))
    _end(desk, row, "returned", code, message["reason"])
    if not case.drill:
        rule = desk.session.get_one(Decision, row.decision_id).rule
        measures.rule_returns_total.labels(rule or "none").inc()
    choice = decide(desk.catalogue, facts.asked())
    if facts.bounces >= MOST_BOUNCES:
        choice = by_hand(TRIAGE, None, "returned_twice", choice)
    route(desk, ledger, case, facts, choice, Why("returned", ledger.now, desk.cause, desk.by, promise_of(row)))


def reassign(desk: Desk, case: Case, row: Assignment, department: str, reason: str) -> str:
    """Another department gets it; returns the id of its assignment."""
    steps.check_step(row, "reassigned")
    _check_target(desk.catalogue, department)
    if department == row.department:
        raise SameDepartment()
    ledger = Ledger(desk.catalogue)
    withdraw_row(desk, ledger, case, row, "reassigned", reason)
    why = Why("reassigned", ledger.now, desk.cause, desk.by, promise_of(row))
    return _given(route(desk, ledger, case, facts_of(case), by_hand(DEPARTMENT, department, "by_hand"), why))


def assign_triage(desk: Desk, case: Case | None, department: str, reason: str) -> str:
    """A supervisor decides for a request in triage; returns the id of the assignment."""
    item = desk.session.get(TriageItem, case.number) if case else None
    if case is None or item is None or not item.waiting:
        raise NotInTriage()
    _check_target(desk.catalogue, department)
    ledger = Ledger(desk.catalogue)
    why = Why("triaged", ledger.now, desk.cause, desk.by, _promised_before(desk.session, case.number))
    given = _given(route(desk, ledger, case, facts_of(case), by_hand(DEPARTMENT, department, "by_hand"), why))
    steps.append(desk.session, desk.session.get_one(Assignment, given), "note", desk.by, text=reason)
    return given


def route(desk: Desk, ledger: Ledger, case: Case, facts: Facts, choice: Choice, why: Why) -> str | None:
    """Bring the case to the choice and write all that follows; what waited in triage waits no longer."""
    cases.keep(case, facts, choice.kind)
    leave_triage(desk.session, case.number)
    assignment_id = ledger.route(facts, choice, why)
    ledger.write(desk.session)
    return assignment_id


def withdraw_row(desk: Desk, ledger: Ledger, case: Case, row: Assignment, reason: str, text: str | None = None) -> None:
    """Take the work from a department and tell it so."""
    ledger.events.append(steps.stepped(case, row, "assignment_withdrawn", desk.cause, reason=reason))
    _end(desk, row, "withdrawn", reason, text)


def _end(desk: Desk, row: Assignment, status: str, code: str, text: str | None) -> None:
    end_pause(desk.session, desk.catalogue.calendar_for(row.department), row, clock.now(), desk.by)
    row.status, row.current, row.watch_at = status, False, None
    steps.append(desk.session, row, status, desk.by, code, text)
    desk.session.flush()


def leave_triage(session: Session, number: str) -> None:
    """Nobody has to decide about the request any more."""
    item = session.get(TriageItem, number)
    if item is not None and item.waiting:
        item.waiting = False
        session.flush()


def by_hand(kind: str, code: str | None, reason: str, before: Choice | None = None) -> Choice:
    """A choice that a person made, or that no rule may make any more."""
    trace = before.trace | {"by_hand": reason} if before else {"by_hand": reason}
    return Choice(kind, code, None, reason, before.unsure if before else (), trace)


def promise_of(row: Assignment) -> Promise:
    """The promise that was given with an assignment: it stays, whoever does the work."""
    due, near = (row.first_action_by, row.promised_by), (row.first_action_near_at, row.near_at)
    given = {"id": row.id} if row.promise is None else row.promise
    return Promise(*map(clock.as_utc, due), row.calendar_version, *map(clock.as_utc, near), given)


def _promised_before(session: Session, number: str) -> Promise | None:
    last = last_of(session, number)
    return promise_of(last) if last and last.status == "returned" else None


def _check_target(catalogue: Catalogue, department: str) -> None:
    if department not in catalogue.departments or is_office(catalogue.departments[department]):
        raise TargetUnknown(errors=[{"pointer": "/department", "detail": "There is no such department."}])


def _given(assignment_id: str | None) -> str:
    if assignment_id is None:
        raise AssignmentNotFound()
    return assignment_id
