"""Calls about contacts."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.intake import contacts, contract, metrics, policy


class Contacts:
    """Record and read."""

    db: Any

    @answers(contract.RECORD_CONTACT)
    def record_contact(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write a contact with its outcomes."""
        with self.db.transaction() as session:
            standing = policy.standing(session, caller)
            if standing.scope("contact.record") is None:
                standing.require("contact.record")
            recorded = contacts.record(session, message, caller)
        metrics.contacts_logged_total.labels(recorded["type"]).inc()
        return recorded

    @answers(contract.READ_CONTACT)
    def read_contact(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a contact."""
        with self.db.reading() as session:
            standing = policy.standing(session, caller)
            if standing.scope("contact.read") is None:
                standing.require("contact.read")
            return contacts.read(session, message["id"], standing)
