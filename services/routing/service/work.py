"""Calls about assignments: the work as departments have it."""

from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.contract import Call
from services.common.idempotency import once
from services.common.rpc import answers
from services.routing import contract
from services.routing.contract.refusals import AssignmentNotFound, DepartmentNotFound
from services.routing.models import Assignment
from services.routing.policy import actor, standing
from services.routing.work import assignments, rerouting, steps, waiting
from services.routing.work.rerouting import Desk


class Work:
    """Lists, reads and moves assignments; every move locks the request's case first."""

    db: Any
    catalogue: Any

    @answers(contract.LIST_ASSIGNMENTS)
    def list_assignments(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a page of the work that the caller may see."""
        with self.db.reading() as session:
            mine = standing(session, caller)
            departments = mine.departments_for("assignment.list")
            if departments == []:
                mine.require("assignment.list")
            wanted = message["department"]
            if wanted and departments is not None and wanted not in departments:
                raise DepartmentNotFound()
            return assignments.list_assignments(session, message, [wanted] if wanted else departments)

    @answers(contract.READ_ASSIGNMENT)
    def read_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return an assignment with its history and the decision behind it."""
        with self.db.reading() as session:
            row = session.get(Assignment, message["id"])
            if row is None:
                raise AssignmentNotFound()
            standing(session, caller).require_object("assignment.read", row.department, AssignmentNotFound)
            return assignments.read_assignment(session, row)

    @answers(contract.LIST_COMPLETIONS)
    def list_completions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return the closing texts for residents."""
        with self.db.reading() as session:
            standing(session, caller).require("completions.read")
            return {"items": assignments.list_completions(session, message["assignment_ids"])}

    @answers(contract.ACCEPT_ASSIGNMENT)
    def accept_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The department takes the work."""
        return self._move(contract.ACCEPT_ASSIGNMENT, "assignment.accept", (message, caller), steps.accept)

    @answers(contract.HOLD_ASSIGNMENT)
    def hold_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The work has to wait."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            steps.hold(session, case, row, by, message)

        return self._move(contract.HOLD_ASSIGNMENT, "assignment.hold", (message, caller), act)

    @answers(contract.RESUME_ASSIGNMENT)
    def resume_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The work goes on."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            if row.status == "held" and row.hold_code == waiting.RESIDENT_ASKED:
                waiting.go_on(session, case, row, by, self.catalogue.get(session).calendar, clock.now())
            else:
                steps.resume(session, case, row, by)

        return self._move(contract.RESUME_ASSIGNMENT, "assignment.resume", (message, caller), act)

    @answers(contract.NOTE_ASSIGNMENT)
    def note_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """A note for colleagues."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            steps.note(session, row, by, message["text"])

        return self._move(contract.NOTE_ASSIGNMENT, "assignment.note", (message, caller), act)

    @answers(contract.COMPLETE_ASSIGNMENT)
    def complete_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The work is finished."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            steps.complete(session, case, row, by, message)

        return self._move(contract.COMPLETE_ASSIGNMENT, "assignment.complete", (message, caller), act)

    @answers(contract.RETURN_ASSIGNMENT)
    def return_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Not this department's: it is routed again."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            rerouting.return_assignment(Desk(session, self.catalogue.get(session), by), case, row, message)

        return self._move(contract.RETURN_ASSIGNMENT, "assignment.return", (message, caller), act)

    @answers(contract.REASSIGN_ASSIGNMENT)
    def reassign_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Another department gets it; the answer is the old assignment, which is withdrawn."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            desk = Desk(session, self.catalogue.get(session), by)
            rerouting.reassign(desk, case, row, message["department"], message["reason"])

        return self._move(contract.REASSIGN_ASSIGNMENT, "assignment.reassign", (message, caller), act)

    def _move(self, call: Call, action: str, write: tuple[dict[str, Any], Caller], act: Any) -> dict[str, Any]:
        message, caller = write
        with self.db.transaction() as session:
            case, row = assignments.lock_assignment(session, message["id"])
            standing(session, caller).require_object(action, row.department, AssignmentNotFound)

            def move() -> dict[str, Any]:
                act(session, case, row, actor(caller))
                session.flush()
                return assignments.read_assignment(session, row)

            return once(session, call, write, move)
