"""The audit: listed for auditors, sealed every two seconds."""

from typing import Any

from services.common import auditors
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contract, policy


class Audited:
    """List, seal."""

    db: Any
    audit: Any

    @answers(contract.LIST_AUDIT)
    def list_audit(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show who did what, and who read whom."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("audit.read")
            return auditors.page(session, message)

    @timer(interval=2)
    def seal_audit(self) -> None:
        """Seal what has been written since."""
        self.audit.seal()
