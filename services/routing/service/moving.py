"""What every entrypoint about the work shares: whose work a caller sees, and how an assignment is moved."""

from collections.abc import Callable
from typing import Any

from services.common.caller import Caller
from services.common.contract import Call
from services.common.idempotency import once
from services.routing.contract.refusals import AssignmentNotFound, DepartmentNotFound
from services.routing.policy import Reach, actor, standing
from services.routing.work import assignments

Write = tuple[dict[str, Any], Caller]


def reach_of(session: Any, caller: Caller, action: str, department: str | None) -> Reach:
    """Whose work the caller sees, in one department or everywhere; DepartmentNotFound where it sees none."""
    reach: Reach | None = standing(session, caller).reach(action)
    if reach and department:
        reach = reach.within(department)
    if reach is None:
        raise DepartmentNotFound()
    return reach


def move(service: Any, call: Call, action: str, write: Write, act: Callable[..., None]) -> dict[str, Any]:
    """Do `act(session, case, row, by)` once, with the request's case locked, for whoever may."""
    message, caller = write
    with service.db.transaction() as session:
        case, row = assignments.lock_assignment(session, message["id"])
        standing(session, caller).require_work(action, row, AssignmentNotFound)

        def moved() -> dict[str, Any]:
            act(session, case, row, actor(caller))
            session.flush()
            return assignments.read_assignment(session, row)

        return once(session, call, write, moved)
