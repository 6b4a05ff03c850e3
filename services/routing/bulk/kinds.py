"""What can be done with many assignments: each step as it is done with one, and what has an opposite taken back."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.bulk.kinds import Kind, Kinds, Looked, Task
from services.common.bulk.refusals import ChangedMeanwhile, NothingChanges
from services.common.errors import Forbidden, Refusal
from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.members import find_member
from services.routing.contract.refusals import AssignmentNotFound, NoMember, SameDepartment
from services.routing.models import Assignment, Case
from services.routing.policy import Standing, actor, standing
from services.routing.work import assignments, hands, pauses, rerouting, steps, waiting
from services.routing.work.rerouting import Desk

Read = Callable[[Session], Catalogue]
Act = Callable[[Session, Case, Assignment, Task], dict[str, Any] | None]
STEPS = {"accept": "accepted", "assign": "given", "hold": "held", "resume": "resumed", "note": "note",
         "complete": "completed", "return": "returned", "reassign": "reassigned"}  # fmt: skip
SEEN = ("department", "status", "assignee", "unit")
TELLS = ("complete", "return", "reassign")  # of which residents hear by themselves


def kinds(catalogue: Read) -> Kinds:
    """Return every action by its name; `catalogue(session)` is the one that holds now."""
    acts: dict[str, Act] = {
        "accept": lambda session, case, row, task: steps.accept(session, case, row, _by(task)),
        "note": lambda session, case, row, task: steps.note(session, row, _by(task), task.parameters["text"]),
        "complete": lambda session, case, row, task: steps.complete(session, case, row, _by(task), task.parameters),
        "hold": _hold,
        "resume": _resuming(catalogue),
        "assign": _assigning(catalogue),
        "return": _returning(catalogue),
        "reassign": _reassigning(catalogue),
    }
    undos = {"hold": _undoing_hold(catalogue), "assign": _undo_assign}
    return {name: Kind(_looking(name), _acting(act), undos.get(name)) for name, act in acts.items()}


def _by(task: Task) -> str:
    return actor(task.caller)


def _looking(name: str) -> Callable[[Session, Sequence[str], Task], Sequence[Looked]]:
    """Return how assignments are looked at for an action: found, held against the policy, then against the rules."""

    def look(session: Session, ids: Sequence[str], task: Task) -> Sequence[Looked]:
        query = select(Assignment, Case.drill).join(Case, Case.number == Assignment.number)
        found = {row.id: (row, drill) for row, drill in session.execute(query.where(Assignment.id.in_(list(ids))))}
        mine = standing(session, task.caller)
        return [_looked(name, mine, id, found.get(id), task) for id in ids]

    return look


def _looked(name: str, mine: Standing, id: str, found: tuple[Assignment, bool] | None, task: Task) -> Looked:
    if found is None or not mine.may_work("assignment.read", found[0]):
        return Looked(id, refusal=AssignmentNotFound())
    row, drill = found
    if not mine.may_work(f"assignment.{name}", row):
        return Looked(id, refusal=Forbidden())
    if refusal := _obstacle(name, row, task.parameters):
        return Looked(id, refusal=refusal)
    return Looked(id, {column: getattr(row, column) for column in SEEN}, name in TELLS and not drill)


def _obstacle(name: str, row: Assignment, said: dict[str, Any]) -> Refusal | None:
    try:
        steps.check_step(row, STEPS[name])
    except Refusal as refusal:
        return refusal
    given = {wanted: said[wanted] for wanted in ("assignee", "unit") if wanted in said}
    if name == "assign" and all(getattr(row, wanted) == value for wanted, value in given.items()):
        return NothingChanges()
    return SameDepartment() if name == "reassign" and said["department"] == row.department else None


def _acting(act: Act) -> Callable[[Session, str, Task], dict[str, Any] | None]:
    """Return an action on one assignment by its id, with the request's case locked."""

    def run(session: Session, id: str, task: Task) -> dict[str, Any] | None:
        case, row = assignments.lock_assignment(session, id)
        return act(session, case, row, task)

    return run


def _hold(session: Session, case: Case, row: Assignment, task: Task) -> dict[str, Any]:
    until = task.parameters["until"]
    steps.hold(session, case, row, _by(task), task.parameters | {"until": clock.parse(until) if until else None})
    return {"version": row.version}


def _go_on(catalogue: Read, session: Session, case: Case, row: Assignment, task: Task) -> None:
    if pauses.is_paused(row):
        waiting.go_on(session, case, row, _by(task), catalogue(session).calendar_for(row.department), clock.now())
    else:
        steps.resume(session, case, row, _by(task))


def _resuming(catalogue: Read) -> Act:
    return lambda session, case, row, task: _go_on(catalogue, session, case, row, task)


def _undoing_hold(catalogue: Read) -> Callable[[Session, str, dict[str, Any], Task], None]:
    def undo(session: Session, id: str, kept: dict[str, Any], task: Task) -> None:
        case, row = assignments.lock_assignment(session, id)
        if row.version != kept["version"] or row.status != "held":
            raise ChangedMeanwhile()
        _go_on(catalogue, session, case, row, task)

    return undo


def _assigning(catalogue: Read) -> Act:
    def assign(session: Session, case: Case, row: Assignment, task: Task) -> dict[str, Any]:
        kept = {"assignee": row.assignee, "unit": row.unit}
        hands.assign(session, catalogue(session), (case, row), _by(task), task.parameters)
        session.flush()
        return kept | {"version": row.version}

    return assign


def _undo_assign(session: Session, id: str, kept: dict[str, Any], task: Task) -> None:
    case, row = assignments.lock_assignment(session, id)
    if row.version != kept["version"]:
        raise ChangedMeanwhile()
    steps.check_step(row, "given")
    if kept["assignee"] and find_member(session, row.department, kept["assignee"]) is None:
        raise NoMember()
    row.unit = kept["unit"]
    hands.change_hands(session, [(case, row)], hands.Change("given", _by(task), kept["assignee"]))


def _returning(catalogue: Read) -> Act:
    return lambda session, case, row, task: rerouting.return_assignment(
        Desk(session, catalogue(session), _by(task)), case, row, task.parameters
    )


def _reassigning(catalogue: Read) -> Act:
    def reassign(session: Session, case: Case, row: Assignment, task: Task) -> None:
        desk = Desk(session, catalogue(session), _by(task))
        rerouting.reassign(desk, case, row, task.parameters["department"], task.parameters["reason"])

    return reassign
