"""Calls about what is done to many assignments at once, and the clock that does it."""

from typing import Any

from services.common.bulk import actions, running
from services.common.bulk.desk import BulkDesk
from services.common.bulk.kinds import Kinds, Task
from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.routing.bulk import choosing, kinds
from services.routing.contract import bulk as contract
from services.routing.policy import Standing, standing


class BulkWork:
    """Look, confirm, follow, stop, take back."""

    db: Any
    catalogue: Any

    def _kinds(self) -> Kinds:
        return kinds.kinds(self.catalogue.get)

    def _bulk(self) -> BulkDesk:
        return BulkDesk(self.db, self._kinds(), _require, _reads_all)

    @answers(contract.PREVIEW_BULK_WORK)
    def preview_bulk_work(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say what would happen; nothing does before it is confirmed."""
        name, parameters = message["action"], choosing.parameters(message)
        with self.db.transaction() as session:
            reach = _require(session, caller).reach("assignment.list")

            def look() -> dict[str, Any]:
                ids = choosing.choose(session, message, reach)
                return actions.preview(session, name, self._kinds()[name], ids, Task(parameters, caller))

            return once(session, contract.PREVIEW_BULK_WORK, (message, caller), look)

    @answers(contract.CONFIRM_BULK_WORK)
    def confirm_bulk_work(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let it begin."""
        return self._bulk().confirm(message, caller)

    @answers(contract.READ_BULK_WORK)
    def read_bulk_work(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say how far it is."""
        return self._bulk().read(message, caller)

    @answers(contract.LIST_BULK_WORK)
    def list_bulk_work(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List the own ones, newest first; those of everybody for who may see them."""
        return self._bulk().page(message, caller)

    @answers(contract.LIST_BULK_WORK_RESULTS)
    def list_bulk_work_results(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say what became of each."""
        return self._bulk().results(message, caller)

    @answers(contract.STOP_BULK_WORK)
    def stop_bulk_work(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Leave what is not done yet as it is."""
        return self._bulk().stop(message, caller)

    @answers(contract.UNDO_BULK_WORK)
    def undo_bulk_work(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Take back what was done, by an action of its own."""
        return self._bulk().undo(message, caller)

    @timer(interval=1)
    def run_bulk_work(self) -> None:
        """Do a portion of what is confirmed."""
        running.run_some(self.db, self._kinds())

    @timer(interval=600, eager=True)
    def forget_bulk_work(self) -> None:
        """Drop what is over."""
        with self.db.transaction() as session:
            running.forget(session)


def _require(session: Any, caller: Caller) -> Standing:
    """Return the standing of whoever may act on many assignments at once."""
    mine = standing(session, caller)
    mine.require_anywhere("assignment.bulk")
    return mine


def _reads_all(session: Any, caller: Caller) -> bool:
    mine = standing(session, caller)
    if not mine.may("assignment.bulk_read"):
        mine.require_anywhere("assignment.bulk")
        return False
    return True
