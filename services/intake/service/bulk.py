"""Calls about what is done to many requests at once, and the clock that does it."""

from typing import Any

from services.common.bulk import actions, running
from services.common.bulk.desk import BulkDesk
from services.common.bulk.kinds import Kinds, Task
from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contract, policy
from services.intake.bulk import choosing, kinds


class BulkActions:
    """Look, confirm, follow, stop, take back."""

    db: Any
    desk: Any

    def _kinds(self) -> Kinds:
        return kinds.kinds(self.desk.catalogue)

    def _bulk(self) -> BulkDesk:
        return BulkDesk(self.db, self._kinds(), _require, _sees_all)

    @answers(contract.PREVIEW_BULK_ACTION)
    def preview_bulk_action(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say what would happen; nothing does before it is confirmed."""
        name, parameters = message["action"], choosing.parameters(message)
        with self.db.transaction() as session:
            standing = _require(session, caller)

            def look() -> dict[str, Any]:
                numbers = choosing.choose(session, message, standing)
                return actions.preview(session, name, self._kinds()[name], numbers, Task(parameters, caller))

            return once(session, contract.PREVIEW_BULK_ACTION, (message, caller), look)

    @answers(contract.CONFIRM_BULK_ACTION)
    def confirm_bulk_action(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let it begin."""
        return self._bulk().confirm(message, caller)

    @answers(contract.READ_BULK_ACTION)
    def read_bulk_action(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say how far it is."""
        return self._bulk().read(message, caller)

    @answers(contract.LIST_BULK_ACTIONS)
    def list_bulk_actions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List the own ones, newest first; those of everybody for who may see them."""
        return self._bulk().page(message, caller)

    @answers(contract.LIST_BULK_RESULTS)
    def list_bulk_results(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say what became of each."""
        return self._bulk().results(message, caller)

    @answers(contract.STOP_BULK_ACTION)
    def stop_bulk_action(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Leave what is not done yet as it is."""
        return self._bulk().stop(message, caller)

    @answers(contract.UNDO_BULK_ACTION)
    def undo_bulk_action(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Take back what was done, by an action of its own."""
        return self._bulk().undo(message, caller)

    @timer(interval=1)
    def run_bulk_actions(self) -> None:
        """Do a portion of what is confirmed."""
        running.run_some(self.db, self._kinds())

    @timer(interval=600, eager=True)
    def forget_bulk_actions(self) -> None:
        """Drop what is over."""
        with self.db.transaction() as session:
            running.forget(session)


def _require(session: Any, caller: Caller) -> policy.Standing:
    """Return the standing of whoever may act on many requests at once."""
    standing = policy.standing(session, caller)
    if standing.scope("bulk.act") is None:
        standing.require("bulk.act")
    return standing


def _sees_all(session: Any, caller: Caller) -> bool:
    standing = policy.standing(session, caller)
    if standing.scope("bulk.read") is None:
        _require(session, caller)
        return False
    return True
