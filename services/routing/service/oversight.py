"""Calls of 311's own desk: preview, triage and the call-back list."""

from dataclasses import replace
from functools import partial
from typing import Any

from services.common.caller import Caller
from services.common.errors import Unavailable
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.geo.contract import LOCATE
from services.intake.contract import LIST_DUPLICATES
from services.routing import contract
from services.routing.contract.refusals import NoCallback
from services.routing.models import Assignment
from services.routing.policy import actor, standing
from services.routing.work import asking, assignments, callbacks, cases, preview, rerouting, triage
from services.routing.work.rerouting import Desk

QUICK_LOCATE = replace(LOCATE, deadline_seconds=1.2)  # a caller is on the line: the whole preview has 2 s
QUICK_DUPLICATES = replace(LIST_DUPLICATES, deadline_seconds=0.5)
AT_THE_DESK = ("agent", "supervisor", "tier2", "administrator")  # who may read every request
LOOK_SECONDS = 5


class Oversight:
    """What agents and supervisors ask and decide."""

    db: Any
    catalogue: Any
    geo: Any
    intake: Any

    @answers(contract.PREVIEW)
    def preview(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say who would answer for it; when geo is away, say that this is unsure."""
        with self.db.reading() as session:
            standing(session, caller).require("request.preview")
            catalogue = self.catalogue.get(session)
        wanted = asking.place_wish(message["location"])
        located = self._locate(wanted) if wanted else None
        plain = (message["service_code"], message["answers"], message["language"])
        said = preview.preview(catalogue, preview.Wish(*plain, located, bool(wanted)))
        return said | self._duplicates(message, caller, said["unsure"])

    def _duplicates(self, message: dict[str, Any], caller: Caller, unsure: list[str]) -> dict[str, Any]:
        """Ask intake what looks like the same; while it is away that is unsure too."""
        wanted = {name: message[name] for name in ("service_code", "location")}
        try:
            found = self.intake.call(QUICK_DUPLICATES, wanted | {"for_staff": caller.has(*AT_THE_DESK)})["items"]
        except Unavailable:
            return {"duplicates": [], "unsure": [*unsure, "duplicates"]}
        return {"duplicates": found}

    def _locate(self, wanted: dict[str, Any]) -> dict[str, Any] | None:
        try:
            return self.geo.call(QUICK_LOCATE, wanted)
        except Unavailable:
            return None

    @answers(contract.LIST_TRIAGE)
    def list_triage(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return what waits for a decision."""
        with self.db.reading() as session:
            standing(session, caller).require("triage.list")
            return triage.list_triage(session, message)

    @answers(contract.CLAIM_TRIAGE)
    def claim_triage(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Somebody finds out."""
        number = assignments.written_number(message["number"])
        with self.db.transaction() as session:
            standing(session, caller).require("triage.claim")
            cases.lock_case(session, number)
            write = (message, caller)
            act = partial(triage.claim_triage, session, number, actor(caller))
            return once(session, contract.CLAIM_TRIAGE, write, act)

    @answers(contract.ASSIGN_TRIAGE)
    def assign_triage(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """A supervisor decides."""
        with self.db.transaction() as session:
            standing(session, caller).require("triage.assign")
            case = cases.lock_case(session, assignments.written_number(message["number"]))

            def decide() -> dict[str, Any]:
                desk = Desk(session, self.catalogue.get(session), actor(caller))
                given = rerouting.assign_triage(desk, case, message["department"], message["reason"])
                return assignments.read_assignment(session, session.get_one(Assignment, given))

            return once(session, contract.ASSIGN_TRIAGE, (message, caller), decide)

    @answers(contract.LIST_CALLBACKS)
    def list_callbacks(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return whose residents must be called."""
        with self.db.reading() as session:
            standing(session, caller).require("callback.list")
            return callbacks.list_callbacks(session, message["limit"], message["cursor"])

    @answers(contract.DONE_CALLBACK)
    def done_callback(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """The resident has been called."""
        number = assignments.written_number(message["number"])
        with self.db.transaction() as session:
            standing(session, caller).require("callback.done")
            if cases.lock_case(session, number) is None:
                raise NoCallback()
            write = (message, caller)
            return once(session, contract.DONE_CALLBACK, write, lambda: callbacks.done(session, number, actor(caller)))

    @timer(interval=LOOK_SECONDS)
    def check_callbacks(self) -> None:
        """Find out of referred requests whether their residents can be written to; notify writes to those."""
        with self.db.reading() as session:
            numbers = callbacks.to_check(session)
        if not numbers:
            return
        facts = asking.ask_facts(self.intake, numbers)
        with self.db.transaction() as session:
            callbacks.settle(session, numbers, facts)
