"""Calls about contacts and the telephone calls that they came by."""

from typing import Any

from services.common import audit
from services.common.caller import Caller
from services.common.errors import Unauthenticated
from services.common.idempotency import once
from services.common.rpc import answers
from services.intake import contacts, contract, metrics, policy, request_numbers
from services.intake.ledger import calls, listing, receipts
from services.intake.tier2 import asking


class Contacts:
    """Record, read, amend, find; keep calls."""

    db: Any
    read_log: Any
    desk: Any

    @answers(contract.RECORD_CONTACT)
    def record_contact(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write a contact with its outcomes, or with whom it is handed over to; who complains gets a receipt."""
        receipt = self.desk.numbers.take(1)[0] if receipts.is_due(message["items"]) else None
        with self.db.transaction() as session:
            standing = policy.anywhere(session, caller, "contact.record")
            if message["handover"]:
                asking.check(self.desk.catalogue, message["handover"], "/handover")
            recorded = contacts.record(session, message, standing, receipt)
        metrics.contacts_logged_total.labels(recorded["type"]).inc()
        if recorded["receipt"]:
            recorded = recorded | {"receipt_pin": receipts.pin_of(self, recorded["receipt"])}
        return recorded | {"personal_data": receipts.told_of_oneself(message)}

    @answers(contract.READ_RECEIPT)
    def read_receipt(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a complaint to who holds its number and PIN; a wrong one counts and stays counted."""
        number, pin = request_numbers.parse(message["number"]), message["pin"] or caller.pin
        if not pin:
            raise Unauthenticated("Send the PIN of the receipt.")
        return receipts.read(self, number, pin)

    @answers(contract.READ_CONTACT)
    def read_contact(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a contact."""
        with self.db.reading() as session:
            shown = contacts.read(session, message["id"], policy.anywhere(session, caller, "contact.read"))
        self.read_log(audit.read(contract.READ_CONTACT.name, caller, message["id"]))
        return shown

    @answers(contract.FIND_CONTACTS)
    def find_contacts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List contacts."""
        with self.db.reading() as session:
            return listing.find(session, message, policy.anywhere(session, caller, "contact.read"))

    @answers(contract.AMEND_CONTACT)
    def amend_contact(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Change what was noted wrong."""
        with self.db.transaction() as session:
            standing = policy.anywhere(session, caller, "contact.amend")

            def amend() -> dict[str, Any]:
                contacts.amend(session, message, standing, self.desk.zone)
                return contacts.named(message["id"])

            once(session, contract.AMEND_CONTACT, (message, caller), amend)
            return contacts.whole(session, message["id"], standing)

    @answers(contract.RECORD_CALLS)
    def record_calls(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Keep what the telephone system tells."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("call.record")
            return once(
                session, contract.RECORD_CALLS, (message, caller), lambda: calls.keep(session, message["calls"])
            )

    @answers(contract.READ_CALL)
    def read_call(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a call to the agent who has it on the line."""
        with self.db.reading() as session:
            standing = policy.standing(session, caller)
            standing.require("call.read")
            return calls.read(session, message["id"], standing)
