"""What residents do to a request afterwards: amended, withdrawn, closed, reopened; the work follows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.routing.catalogue.catalogue import Catalogue
from services.routing.models import Assignment, Callback, Case, TriageItem
from services.routing.outside import forwardings
from services.routing.work.asking import Known
from services.routing.work.assignments import OPEN, current_of, last_of
from services.routing.work.callbacks import CHECKING, UNNEEDED, WAITING
from services.routing.work.cases import Facts, facts_of, keep, lock_cases
from services.routing.work.decisions import DEPARTMENT, Choice, decide
from services.routing.work.ledger import Ledger, Why
from services.routing.work.rerouting import Desk, by_hand, leave_triage, promise_of, route, withdraw_row

RESIDENT = "resident"
WITHDRAWN, CLOSED, MERGED, SPLIT = "withdrawn", "closed", "merged", "split"
TO_CALL = (CHECKING, WAITING)


def amend_requests(session: Session, catalogue: Catalogue, events: Sequence[Heard], known: Mapping[str, Known]) -> None:
    """Ask the rules again where what they look at has changed."""
    found = lock_cases(session, (event.subject for event in events))
    for event in events:
        case = found.get(event.subject)
        if case is not None and event.id in known:
            _amend(Desk(session, catalogue, RESIDENT, event.id), case, known[event.id])


def _amend(desk: Desk, case: Case, known: Known) -> None:
    before = facts_of(case)
    code = known.service_code or before.service_code
    answers = desk.catalogue.listed_answers(code, known.answers or {})
    facts = replace(before, service_code=code, place=known.place, answers=answers)
    choice = decide(desk.catalogue, facts.asked())
    row = current_of(desk.session, case.number)
    if row is not None and row.status not in OPEN:
        return
    if row is not None and (choice.kind, choice.code, code) == (DEPARTMENT, row.department, before.service_code):
        keep(case, facts, choice.kind)
        return
    ledger = Ledger(desk.catalogue)
    if row is not None:
        withdraw_row(desk, ledger, case, row, "amended")
    kept = promise_of(row) if row is not None and code == before.service_code else None
    route(desk, ledger, case, facts, choice, Why("amended", ledger.now, desk.cause, desk.by, kept))


def end_requests(session: Session, catalogue: Catalogue, events: Sequence[Heard], outcome: str) -> None:
    """The request is withdrawn or closed: whoever still has the work may stop, nobody decides or calls any more."""
    unfinished = _unfinished(session, [event.subject for event in events], outcome)
    forwardings.stop(session, [event.subject for event in events])
    found = lock_cases(session, unfinished) if unfinished else {}
    for event in events:
        if event.subject in found:
            _end(Desk(session, catalogue, RESIDENT, event.id), found[event.subject], outcome)


def _unfinished(session: Session, numbers: Sequence[str], outcome: str) -> list[str]:
    """Those of which something is left to end; of most requests that are closed nothing is, so nothing is locked."""
    work = select(Assignment.number).where(Assignment.number.in_(numbers), Assignment.current)
    parts = [
        work.where(Assignment.status.in_(OPEN)),
        select(TriageItem.number).where(TriageItem.number.in_(numbers), TriageItem.waiting),
    ]
    if outcome in (WITHDRAWN, MERGED):
        parts.append(select(Callback.number).where(Callback.number.in_(numbers), Callback.state.in_(TO_CALL)))
    return list(session.execute(union(*parts)).scalars())


def _end(desk: Desk, case: Case, outcome: str) -> None:
    row = current_of(desk.session, case.number)
    ledger = Ledger(desk.catalogue)
    if row is not None and row.status in OPEN:
        withdraw_row(desk, ledger, case, row, outcome)
    leave_triage(desk.session, case.number)
    callback = desk.session.get(Callback, case.number)
    if outcome in (WITHDRAWN, MERGED) and callback is not None and callback.state in TO_CALL:
        callback.state = UNNEEDED
    case.outcome = outcome
    ledger.write(desk.session)


def reopen_requests(session: Session, catalogue: Catalogue, events: Sequence[Heard]) -> None:
    """It was not done: the department that had it gets it again, with a new promise; else the rules are asked."""
    found = lock_cases(session, (event.subject for event in events))
    for event in events:
        if event.subject in found:
            _reopen(Desk(session, catalogue, RESIDENT, event.id), found[event.subject], event)


def _reopen(desk: Desk, case: Case, event: Heard) -> None:
    row, facts, ledger = current_of(desk.session, case.number), facts_of(case), Ledger(desk.catalogue)
    if row is not None and row.status in OPEN:
        # Intake had closed or referred it before it heard of this work: it is told once more who has it.
        ledger.say_again(row, facts, Why("reopened", clock.parse(event.time), desk.cause, desk.by))
        ledger.write(desk.session)
        return
    choice = _again(desk, facts)
    if row is not None:
        row.current = False
        desk.session.flush()
    route(desk, ledger, case, facts, choice, Why("reopened", clock.parse(event.time), desk.cause, desk.by))


def _again(desk: Desk, facts: Facts) -> Choice:
    last = last_of(desk.session, facts.number)
    if last is not None and last.status != "returned" and last.department in desk.catalogue.departments:
        return by_hand(DEPARTMENT, last.department, "had_it_before")
    return decide(desk.catalogue, facts.asked())
