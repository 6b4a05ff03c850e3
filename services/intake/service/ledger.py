"""Calls about the ledger as a whole, and the clock by which its shares are watched."""

from datetime import timedelta
from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contacts, contract, metrics, openings, policy, undecided
from services.intake.ledger import loop, reports

LOOK_SECONDS = 30
UNDECIDED_SECONDS = 5


class Ledger:
    """Report, list the gap, close it by hand."""

    db: Any
    desk: Any

    @answers(contract.REPORT_CONTACTS)
    def report_contacts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Count what came and what became of it."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("ledger.report")
            return reports.report(session, message, self.desk.expected_mix)

    @answers(contract.LIST_GAP)
    def list_gap(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show contacts of which nobody can say that whoever asked was told."""
        with self.db.reading() as session:
            standing = policy.standing(session, caller)
            standing.require("ledger.gap")
            return loop.gap(session, message, standing)

    @answers(contract.SETTLE_NOTICE)
    def settle_notice(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Close the gap of a contact by hand."""
        with self.db.transaction() as session:
            standing = policy.anywhere(session, caller, "contact.settle")

            def settle() -> dict[str, Any]:
                contact = contacts.find(session, message["id"], standing, lock=True)
                loop.settle(session, contact, message, openings.actor(caller))
                session.flush()
                return contacts.named(contact.id)

            once(session, contract.SETTLE_NOTICE, (message, caller), settle)
            return contacts.whole(session, message["id"], standing)

    @timer(interval=LOOK_SECONDS, eager=True)
    def watch_ledger(self) -> None:
        """Show the shares of the last hours and the size of the gap to those who watch."""
        expected, now = self.desk.expected_mix, clock.now()
        with self.db.reading() as session:
            figures = reports.mix(session, (now - expected.window, now + timedelta(seconds=1)))
            gap = loop.gap_size(session)
        metrics.watched(expected.shares(figures["types"]), figures["first_contact"], gap)

    @timer(interval=UNDECIDED_SECONDS, eager=True)
    def watch_undecided(self) -> None:
        """Count the requests that have a number and no department yet."""
        with self.db.reading() as session:
            number, oldest_seconds = undecided.count(session, clock.now())
        metrics.requests_undecided.set(number)
        metrics.requests_undecided_oldest_seconds.set(oldest_seconds)
