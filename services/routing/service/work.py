"""Calls about assignments: the work as departments have it."""

from typing import Any

from services.common import audit, clock
from services.common.caller import Caller
from services.common.errors import InvalidInput, NotFound
from services.common.redaction.blotting import kinds_in
from services.common.rpc import answers
from services.intake.contract import READ_TASK_FACTS
from services.notify import contract as notify
from services.routing import contract
from services.routing.contract.refusals import AssignmentNotFound, NoLongerYours
from services.routing.models import Assignment, Case
from services.routing.policy import standing
from services.routing.service.moving import move, reach_of
from services.routing.work import assignments, pauses, rerouting, steps, waiting, worklists
from services.routing.work.cases import facts_of
from services.routing.work.rerouting import Desk

ME = "me"


class Work:
    """Lists, reads and moves assignments; every move locks the request's case first."""

    db: Any
    catalogue: Any
    intake: Any
    notify: Any
    read_log: Any

    @answers(contract.LIST_ASSIGNMENTS)
    def list_assignments(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a page of the work that the caller may see."""
        with self.db.reading() as session:
            reach = reach_of(session, caller, "assignment.list", message["department"])
            assignee = caller.subject if message["assignee"] == ME else message["assignee"]
            return worklists.list_assignments(session, message | {"assignee": assignee}, reach)

    @answers(contract.READ_ASSIGNMENT)
    def read_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return an assignment with its history and the decision behind it."""
        with self.db.reading() as session:
            row = session.get(Assignment, message["id"])
            if row is None:
                raise AssignmentNotFound()
            standing(session, caller).require_work("assignment.read", row, AssignmentNotFound)
            found = assignments.read_assignment(session, row)
        self.read_log(audit.read(contract.READ_ASSIGNMENT.name, caller, found["number"]))
        return found

    @answers(contract.READ_TASK)
    def read_task(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return what whoever does the work needs, without who asked; intake writes down who has read it."""
        with self.db.reading() as session:
            row = session.get(Assignment, message["id"])
            if row is None:
                raise AssignmentNotFound()
            standing(session, caller).require_work("assignment.read_task", row, AssignmentNotFound)
            if not row.current:
                raise NoLongerYours()
            task = assignments.describe(row, facts_of(session.get_one(Case, row.number)), None)
        wanted = {"number": row.number, "reader": caller.subject or caller.kind}
        return task | self.intake.call(READ_TASK_FACTS, wanted)

    @answers(contract.LIST_COMPLETIONS)
    def list_completions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return the closing texts for residents."""
        with self.db.reading() as session:
            standing(session, caller).require("completions.read")
            return {"items": assignments.list_completions(session, message["assignment_ids"])}

    @answers(contract.ACCEPT_ASSIGNMENT)
    def accept_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The department takes the work."""
        return move(self, contract.ACCEPT_ASSIGNMENT, "assignment.accept", (message, caller), steps.accept)

    @answers(contract.HOLD_ASSIGNMENT)
    def hold_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The work has to wait."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            steps.hold(session, case, row, by, message)

        return move(self, contract.HOLD_ASSIGNMENT, "assignment.hold", (message, caller), act)

    @answers(contract.RESUME_ASSIGNMENT)
    def resume_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The work goes on."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            if pauses.is_paused(row):
                calendar = self.catalogue.get(session).calendar_for(row.department)
                waiting.go_on(session, case, row, by, calendar, clock.now())
            else:
                steps.resume(session, case, row, by)

        return move(self, contract.RESUME_ASSIGNMENT, "assignment.resume", (message, caller), act)

    @answers(contract.NOTE_ASSIGNMENT)
    def note_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """A note for colleagues."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            steps.note(session, row, by, message["text"])

        return move(self, contract.NOTE_ASSIGNMENT, "assignment.note", (message, caller), act)

    @answers(contract.COMPLETE_ASSIGNMENT)
    def complete_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The work is finished; a standard reply is asked for before the transaction."""
        said = message if message["reply"] is None else message | {"text": self._reply(message)}

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            steps.complete(session, case, row, by, said)

        moved = move(self, contract.COMPLETE_ASSIGNMENT, "assignment.complete", (message, caller), act)
        return moved | {"personal_data": kinds_in([message["text"] or ""])}

    def _reply(self, message: dict[str, Any]) -> str:
        """Return a standard reply for a closing as the resident of the request reads it."""
        with self.db.reading() as session:
            row = session.get(Assignment, message["id"])
        if row is None:
            raise AssignmentNotFound()
        try:
            filled = self.notify.call(notify.FILL_STANDARD_REPLY, {"code": message["reply"], "number": row.number})
        except NotFound as refusal:
            raise InvalidInput(errors=[{"pointer": "/reply", "detail": refusal.detail}]) from refusal
        if filled["use"] != "close" or filled["close_code"] not in (None, message["code"]):
            detail = "This reply is not for closing with this code."
            raise InvalidInput(errors=[{"pointer": "/reply", "detail": detail}])
        return str(filled["text"])

    @answers(contract.RETURN_ASSIGNMENT)
    def return_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Not this department's: it is routed again."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            rerouting.return_assignment(Desk(session, self.catalogue.get(session), by), case, row, message)

        return move(self, contract.RETURN_ASSIGNMENT, "assignment.return", (message, caller), act)

    @answers(contract.REASSIGN_ASSIGNMENT)
    def reassign_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Another department gets it; the answer is the old assignment, which is withdrawn."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            desk = Desk(session, self.catalogue.get(session), by)
            rerouting.reassign(desk, case, row, message["department"], message["reason"])

        return move(self, contract.REASSIGN_ASSIGNMENT, "assignment.reassign", (message, caller), act)
