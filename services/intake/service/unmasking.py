"""Calls that show contact data to who says why it is needed; each is audited with its reason before it is answered."""

from typing import Any

from services.common import audit
from services.common.caller import Caller
from services.common.rpc import answers
from services.intake import access, contacts, contract, metrics, policy, views


class Unmasking:
    """Show who asked, plainly."""

    db: Any
    read_log: Any

    @answers(contract.UNMASK_REQUEST)
    def unmask_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show who asked for a request."""
        with access.opened(self, message, caller, "resident.unmask") as (session, request, how):
            if how is None:
                raise access.refusal(session, caller, "resident.unmask")
            shown = {"resident": views.resident(session, request.resident_id)}
        self._note(audit.read(contract.UNMASK_REQUEST.name, caller, request.number, message["reason"]))
        return shown

    @answers(contract.UNMASK_CONTACT)
    def unmask_contact(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show who made a contact, to whom may read it."""
        with self.db.reading() as session:
            standing = policy.anywhere(session, caller, "resident.unmask")
            contact = contacts.find(session, message["id"], standing)
            shown = {"resident": views.resident(session, contact.resident_id)}
        self._note(audit.read(contract.UNMASK_CONTACT.name, caller, contact.id, message["reason"]))
        return shown

    def _note(self, entry: dict[str, Any]) -> None:
        self.read_log(entry)
        metrics.unmaskings_total.labels(entry["reason"]).inc()
