"""Calls of reconciliation."""

from typing import Any

from services.common.caller import Caller
from services.common.errors import InvalidInput
from services.common.rpc import answers
from services.common.timers import timer
from services.routing.contract import reconciliation as contract
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.feed import measures, reconciling
from services.routing.models import Reconciliation as Row
from services.routing.policy import standing


class Reconciliation:
    """A department says what it has; what differs is named to both sides."""

    db: Any

    @answers(contract.OPEN_RECONCILIATION)
    def open_reconciliation(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Begin."""
        with self.db.transaction() as session:
            reach = standing(session, caller).reach("reconciliation.make")
            departments = [message["department"]] if message["department"] else reach.departments
            if departments is None or len(departments) != 1:
                raise InvalidInput(errors=[{"pointer": "/department", "detail": "Say which department."}])
            if reach.departments is not None and departments[0] not in reach.departments:
                raise DepartmentNotFound()
            return reconciling.open_reconciliation(session, departments[0], message["position"])

    @answers(contract.ADD_RECONCILIATION_ITEMS)
    def add_reconciliation_items(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Take a portion."""
        with self.db.transaction() as session:
            row = _find(session, caller, "reconciliation.make", message["id"])
            return reconciling.add_items(session, row, message["items"])

    @answers(contract.FINISH_RECONCILIATION)
    def finish_reconciliation(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Compare; to finish twice changes nothing."""
        with self.db.transaction() as session:
            return reconciling.finish(session, _find(session, caller, "reconciliation.make", message["id"]))

    @answers(contract.LIST_RECONCILIATIONS)
    def list_reconciliations(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show what was compared."""
        with self.db.reading() as session:
            mine = standing(session, caller)
            reach, wanted = mine.reach("reconciliation.list"), message["department"]
            if wanted:
                mine.require_department("reconciliation.list", wanted, DepartmentNotFound)
            return reconciling.page(session, message, [wanted] if wanted else reach.departments)

    @answers(contract.LIST_DIFFERENCES)
    def list_differences(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Name the differences."""
        with self.db.reading() as session:
            _find(session, caller, "reconciliation.list", message["id"])
            return reconciling.differences(session, message)

    @timer(interval=15, eager=True)
    def measure_reconciliations(self) -> None:
        """Show what the last ones have found."""
        with self.db.reading() as session:
            found = reconciling.last_differences(session)
        for department, count in found.items():
            measures.reconciliation_differences.labels(department).set(count)


def _find(session: Any, caller: Caller, action: str, reconciliation_id: str) -> Row:
    """Return a reconciliation that the caller may see; another department's does not exist."""
    mine = standing(session, caller)
    mine.reach(action)
    row = reconciling.find(session, reconciliation_id, lock=action == "reconciliation.make")
    mine.require_department(action, row.department, contract.ReconciliationNotFound)
    return row
