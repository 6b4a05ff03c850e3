"""Calls about persons: erase one, hold what a court may want; and what other services say of an erasure."""

from collections.abc import Sequence
from typing import Any

from services.common.caller import Caller
from services.common.envelope import Heard
from services.common.idempotency import once
from services.common.inbox import hear
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contract, metrics, openings, policy
from services.intake.papers import sweeping
from services.intake.privacy import erasures, holds, persons

LOOK_SECONDS = 5


class Privacy:
    """Erase, hold, and report."""

    db: Any
    desk: Any

    @answers(contract.ERASE_PERSON)
    def erase_person(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Erase a person here, and say so to all others; or show what that would erase."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("person.erase")
            if message["dry_run"]:
                return erasures.preview(session, persons.find(session, message), message["ground"])

            def erase() -> dict[str, Any]:
                found = persons.find(session, message)
                row = erasures.order(session, found, message["ground"], openings.actor(caller))
                return erasures.view(session, row)

            shown = once(session, contract.ERASE_PERSON, (_nobody(message), caller), erase)
        self._drop_files(shown["id"])
        return shown

    @answers(contract.READ_ERASURE)
    def read_erasure(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show how far an erasure is, and what each service did."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("erasure.read")
            return erasures.view(session, erasures.find(session, message["id"]))

    @answers(contract.LIST_ERASURES)
    def list_erasures(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List erasures."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("erasure.read")
            return erasures.page(session, **message)

    @answers(contract.PLACE_HOLD)
    def place_hold(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Keep what belongs to a person."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("hold.place")

            def place() -> dict[str, Any]:
                found = persons.find(session, message)
                return holds.view(holds.place(session, found, message["matter"], openings.actor(caller)))

            return once(session, contract.PLACE_HOLD, (_nobody(message), caller), place)

    @answers(contract.LIFT_HOLD)
    def lift_hold(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """End a hold."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("hold.place")
            return holds.view(holds.lift(session, message["id"], openings.actor(caller)))

    @answers(contract.LIST_HOLDS)
    def list_holds(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List holds."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("hold.read")
            return holds.page(session, **message)

    @timer(interval=LOOK_SECONDS)
    def finish_erasures(self) -> None:
        """Drop files that an erasure left when this process ended in between."""
        with self.db.reading() as session:
            running = erasures.running(session)
        for row in running:
            self._drop_files(row.id)
        metrics.erasures_running.set(len(running))

    def _drop_files(self, erasure_id: str) -> None:
        """Drop an erasure's files outside of transactions, then answer for intake; once."""
        with self.db.reading() as session:
            row = erasures.find(session, erasure_id)
        if row.done_at is None:
            sweeping.drop(self.desk.blobs, self.db, row.files)
            with self.db.transaction() as session:
                erasures.files_gone(session, erasure_id)

    @hear("routing", "erasure_confirmed")
    def hear_routing_erased(self, session: Any, events: Sequence[Heard]) -> None:
        """Routing has erased a person."""
        _confirm(session, events)

    @hear("notify", "erasure_confirmed")
    def hear_notify_erased(self, session: Any, events: Sequence[Heard]) -> None:
        """Notify has erased a person."""
        _confirm(session, events)

    @hear("kb", "erasure_confirmed")
    def hear_kb_erased(self, session: Any, events: Sequence[Heard]) -> None:
        """Kb has erased a person."""
        _confirm(session, events)


def _confirm(session: Any, events: Sequence[Heard]) -> None:
    for event in events:
        erasures.confirm(session, event)


def _nobody(message: dict[str, Any]) -> dict[str, Any]:
    """The message without what says who it is about: not even its digest may stay beside the key."""
    return message | {"email": None, "phone": None}
