"""Calls about launching departments."""

from typing import Any

from services.common.caller import Caller
from services.common.errors import Unavailable
from services.common.idempotency import once
from services.common.rpc import answers
from services.kb.contract import READ_COVERAGE
from services.routing.contract import launch as contract
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.districts.offices import at_work
from services.routing.launch import plans
from services.routing.policy import Standing, actor, standing


class Launching:
    """Plans, training, the board, and whom to ask."""

    db: Any
    catalogue: Any
    kb: Any

    @answers(contract.SET_LAUNCH)
    def set_launch(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Change a department's plan."""
        coverage = self._coverage()
        with self.db.transaction() as session:
            catalogue = self._allowed(session, standing(session, caller), "launch.set", message["department"])

            def change() -> dict[str, Any]:
                return plans.set_plan(session, catalogue, message, actor(caller), coverage)

            return once(session, contract.SET_LAUNCH, (message, caller), change)

    @answers(contract.READ_LAUNCH)
    def read_launch(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a department's plan and what it lacks."""
        coverage = self._coverage()
        with self.db.reading() as session:
            catalogue = self._allowed(session, standing(session, caller), "launch.read", message["department"])
            return plans.show(session, catalogue, message["department"], coverage)

    @answers(contract.SET_TRAINING)
    def set_training(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Note that somebody was trained."""
        with self.db.transaction() as session:
            self._allowed(session, standing(session, caller), "training.set", message["department"])

            def note() -> dict[str, Any]:
                return plans.set_training(session, message, actor(caller))

            return once(session, contract.SET_TRAINING, (message, caller), note)

    @answers(contract.LIST_READINESS)
    def list_readiness(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show how ready departments are: all of them, or the caller's own."""
        coverage = self._coverage()
        with self.db.reading() as session:
            reach = standing(session, caller).reach("launch.read")
            catalogue, after = self.catalogue.get(session), message["cursor"] or ""
            mine = catalogue.departments if reach.departments is None else set(reach.departments)
            wanted = [code for code in at_work(catalogue.departments) if code in mine and code > after]
            page = wanted[: message["limit"]]
            items = plans.board(session, catalogue, page, coverage)
        return {"items": items, "next": page[-1] if len(wanted) > len(page) else None}

    @answers(contract.READ_WHOM_TO_ASK)
    def read_whom_to_ask(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show whom to ask about a request."""
        with self.db.reading() as session:
            mine = standing(session, caller)
            mine.reach("launch.ask")
            number, department = plans.department_of(session, message["number"])
            mine.require_department("launch.ask", department, contract.RequestNotWithDepartment)
            return plans.whom_to_ask(session, number, department)

    def _coverage(self) -> plans.Coverage:
        """Ask kb how much of what is expected is answered; while it is away, of nothing."""
        try:
            found = self.kb.call(READ_COVERAGE, {})["items"]
        except Unavailable:
            return {}
        return {one["department"]: one for one in found}

    def _allowed(self, session: Any, mine: Standing, action: str, department: str) -> Any:
        """Return the catalogue to who may do this with the department."""
        mine.require_department(action, department, DepartmentNotFound)
        catalogue = self.catalogue.get(session)
        if department not in catalogue.departments:
            raise DepartmentNotFound()
        return catalogue
