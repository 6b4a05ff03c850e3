"""Calls that show contact data to who says why it is needed; each is audited with its reason before it is answered."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.intake import contract, metrics
from services.intake.people import unmasking


class Unmasking:
    """Show who asked, plainly."""

    db: Any
    desk: Any
    read_log: Any

    @answers(contract.UNMASK_REQUEST)
    def unmask_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show who asked for a request."""
        return self._noted(unmasking.of_request(self, message, caller))

    @answers(contract.UNMASK_CONTACT)
    def unmask_contact(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show who made a contact, to whom may read it."""
        with self.db.reading() as session:
            found = unmasking.of_contact(session, message, caller)
        return self._noted(found)

    def _noted(self, found: unmasking.Shown) -> dict[str, Any]:
        shown, entry = found
        self.read_log(entry)
        metrics.unmaskings_total.labels(entry["reason"]).inc()
        return shown
