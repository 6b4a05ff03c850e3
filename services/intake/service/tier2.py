"""Calls of Tier 2: who is there, what is asked of a department's people, and the clock of what nobody takes."""

from collections.abc import Callable
from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.contract import Call
from services.common.errors import Forbidden
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contacts, contract, metrics, openings, policy
from services.intake.contract.refusals import HandoverOver
from services.intake.models import Handover
from services.intake.tier2 import asking, fallbacks, handovers, presence, showing

LOOK_SECONDS = 2
Act = Callable[[Any, Handover, policy.Standing], Any]


class Tier2:
    """Be present, ask, take, answer, give back."""

    db: Any
    desk: Any
    opener: Any

    @answers(contract.SET_PRESENCE)
    def set_presence(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say that one is at the desk; at the front are those who take callers for the whole county."""
        with self.db.transaction() as session:
            standing = policy.anywhere(session, caller, "presence.set")
            if message["desk"] == "front" and standing.scope("presence.set") != policy.ALL:
                raise Forbidden("At the front desk are the people of 311.")
            return presence.be_present(session, caller.subject, message)

    @answers(contract.LIST_PRESENCE)
    def list_presence(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say who could take a caller."""
        with self.db.reading() as session:
            policy.anywhere(session, caller, "presence.read")
            found = presence.who_could(session, message)
        speaking = any(one["free"] and presence.speaks(one, message["language"]) for one in found)
        return {"items": found, "interpreter": not speaking}

    @answers(contract.REQUEST_HANDOVER)
    def request_handover(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Ask a department's people, or hand a contact over to them; no words are kept beside the key."""
        with self.db.transaction() as session:
            standing = policy.anywhere(session, caller, "handover.request")
            asking.check(self.desk.catalogue, message)

            def ask() -> dict[str, Any]:
                named = message["contact"]
                contact = contacts.find(session, named, standing, lock=True) if named else None
                return _named(asking.ask(session, message, contact, openings.actor(caller)))

            asked = once(session, contract.REQUEST_HANDOVER, (message, caller), ask)
            return showing.whole(session, session.get_one(Handover, asked["id"]), standing)

    @answers(contract.READ_HANDOVER)
    def read_handover(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show one to the department or to who asked."""
        with self.db.reading() as session:
            standing = policy.anywhere(session, caller, "handover.read")
            row = handovers.find(session, message["id"], standing, "handover.read")
            return showing.whole(session, row, standing)

    @answers(contract.LIST_HANDOVERS)
    def list_handovers(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a page of them."""
        with self.db.reading() as session:
            return showing.find(session, message, policy.anywhere(session, caller, "handover.read"))

    def _act(self, call: Call, action: str, write: tuple[dict[str, Any], Caller], act: Act) -> dict[str, Any]:
        """Take a step once per key; nothing of its words is kept beside the key."""
        message, caller = write
        with self.db.transaction() as session:
            standing = policy.anywhere(session, caller, action)
            row = handovers.find(session, message["id"], standing, action, lock=True)
            once(session, call, write, lambda: act(session, row, standing) or _named(row))
            session.flush()
            return showing.whole(session, row, standing)

    @answers(contract.ACCEPT_HANDOVER)
    def accept_handover(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Take it."""

        def accept(session: Any, row: Handover, standing: policy.Standing) -> None:
            standing.require("handover.take", row.department)
            metrics.handover_wait_seconds.observe(handovers.accept(session, row, openings.actor(caller)))

        return self._act(contract.ACCEPT_HANDOVER, "handover.take", (message, caller), accept)

    @answers(contract.ANSWER_HANDOVER)
    def answer_handover(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """End it with words or outcomes; whom nobody answered somebody of 311 may call back too."""

        def answer(session: Any, row: Handover, standing: policy.Standing) -> None:
            live = handovers.is_live(row)
            standing.require("handover.take" if live else "handover.call_back", row.department)
            contacts.check_requests(session, message["items"])
            handovers.answer(session, row, message, openings.actor(caller))
            metrics.handovers_total.labels("answered" if live else "called_back").inc()

        return self._act(contract.ANSWER_HANDOVER, "handover.call_back", (message, caller), answer)

    @answers(contract.RETURN_HANDOVER)
    def return_handover(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Give it back; a request that was agreed on is opened first, in a transaction of its own."""
        with self.db.reading() as session:
            standing = policy.anywhere(session, caller, "handover.take")
            row = handovers.find(session, message["id"], standing, "handover.take")
            standing.require("handover.take", row.department)
            wanted = fallbacks.request_for(session, row) if handovers.is_live(row) else None
        number = fallbacks.open_instead(self.desk, self.opener, wanted)

        def give_back(session: Any, row: Handover, standing: policy.Standing) -> None:
            standing.require("handover.take", row.department)
            row.number = row.number or number
            handovers.give_back(session, row, message["reason"], openings.actor(caller))
            fallbacks.close_with_request(session, row)
            metrics.handovers_total.labels("returned").inc()

        try:
            return self._act(contract.RETURN_HANDOVER, "handover.take", (message, caller), give_back)
        except HandoverOver:
            with self.db.transaction() as session:
                fallbacks.not_needed(session, session.get_one(Handover, message["id"]), number)
            raise

    @answers(contract.WITHDRAW_HANDOVER)
    def withdraw_handover(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Need a consultation no longer."""

        def withdraw(session: Any, row: Handover, standing: policy.Standing) -> None:
            handovers.withdraw(session, row, standing)
            metrics.handovers_total.labels("withdrawn").inc()

        return self._act(contract.WITHDRAW_HANDOVER, "handover.request", (message, caller), withdraw)

    @answers(contract.NOTE_HANDOVER)
    def note_handover(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write a note for the department alone."""

        def write(session: Any, row: Handover, standing: policy.Standing) -> None:
            standing.require("handover.take", row.department)
            handovers.note(session, row, message["text"], openings.actor(caller))

        return self._act(contract.NOTE_HANDOVER, "handover.take", (message, caller), write)

    @timer(interval=LOOK_SECONDS, eager=True)
    def end_overdue(self) -> None:
        """Let what nobody has taken fall back to what was agreed, and count what waits."""
        with self.db.reading() as session:
            over, waiting = fallbacks.overdue(session), asking.waiting(session)
        metrics.handovers_waiting.set(waiting["requested"])
        metrics.callbacks_due.set(waiting["callbacks"])
        for one in over:
            number = fallbacks.open_instead(self.desk, self.opener, one.request)
            with self.db.transaction() as session:
                if fallbacks.expire(session, one.id, number, clock.now()):
                    metrics.handovers_total.labels("expired").inc()


def _named(row: Handover) -> dict[str, Any]:
    """What stands beside the key of a step."""
    return {"id": row.id, "kind": row.kind, "state": row.state, "department": row.department}
