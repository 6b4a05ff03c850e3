"""Calls about who in a department has the work: claim, release, assign, count."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.routing import contract
from services.routing.service.moving import move, reach_of
from services.routing.work import hands, worklists


class Hands:
    """Persons and units."""

    db: Any
    catalogue: Any

    @answers(contract.CLAIM_ASSIGNMENT)
    def claim_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Somebody takes the work."""
        return move(self, contract.CLAIM_ASSIGNMENT, "assignment.claim", (message, caller), hands.claim)

    @answers(contract.RELEASE_ASSIGNMENT)
    def release_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Somebody gives it back to the list."""
        return move(self, contract.RELEASE_ASSIGNMENT, "assignment.release", (message, caller), hands.release)

    @answers(contract.ASSIGN_ASSIGNMENT)
    def assign_assignment(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Management says who has it."""

        def act(session: Any, case: Any, row: Any, by: str) -> None:
            hands.assign(session, self.catalogue.get(session), (case, row), by, message)

        return move(self, contract.ASSIGN_ASSIGNMENT, "assignment.assign", (message, caller), act)

    @answers(contract.COUNT_ASSIGNMENTS)
    def count_assignments(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Count the open work that the caller may see."""
        with self.db.reading() as session:
            reach = reach_of(session, caller, "assignment.count", message["department"])
            lines = worklists.count_work(session, reach)
        mine = [line for line in lines if line["assignee"] == caller.subject]
        return {"total": worklists.add_up(lines), "mine": worklists.add_up(mine), "items": lines}
