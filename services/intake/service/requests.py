"""Calls about service requests."""

from collections.abc import Callable
from typing import Any

from services.common import audit, outbox
from services.common.caller import Caller
from services.common.contract import Call
from services.common.errors import InvalidInput, NotFound
from services.common.idempotency import once
from services.common.rpc import answers
from services.intake import (
    access,
    changes,
    contract,
    facts,
    metrics,
    openings,
    policy,
    redaction,
    request_numbers,
    sayings,
    tasks,
    views,
)
from services.intake.families import life
from services.intake.opened import Opening
from services.notify import contract as notify


class Requests:
    """Open, read, amend, note, withdraw, reopen."""

    db: Any
    desk: Any
    opener: Any
    read_log: Any
    notify: Any

    @answers(contract.OPEN_REQUEST)
    def open_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Give a request its number; one transaction, shared with whoever comes at the same moment."""
        if message["drill"] or caller.kind == "system":
            with self.db.reading() as session:
                known = caller.kind in ("staff", "system", "service")
                access.require_opening(policy.standing(session, caller) if known else None, message, caller)
        service = self.desk.catalogue.offered(message["service_code"])
        openings.check(message, service)
        opening = Opening(message, caller, service, numbers=self.desk.numbers)
        opened = self.opener(opening)
        metrics.opened(opened, opening.number, message)
        return opened | {"pin": self.desk.numbers.pin(opened["number"])}

    @answers(contract.READ_REQUEST)
    def read_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a request as far as the caller may see it."""
        with access.opened(self, message, caller, "request.read") as (session, request, how):
            if how is None:
                return views.public(request, self.desk.catalogue)
            shown = views.full(session, request, self.desk.catalogue, access.sight(session, request, caller, how))
        if how == "staff":
            self.read_log(audit.read(contract.READ_REQUEST.name, caller, shown["number"]))
        return shown

    def _change(
        self, call: Call, action: str, write: tuple[dict[str, Any], Caller], change: Callable[[Any, Any], None]
    ) -> dict[str, Any]:
        """Change a request once per key. A repeat sees it as it is: nothing of its resident is kept with the key."""
        with access.changing(self, *write, action) as (session, request, how):
            once(session, call, write, lambda: change(session, request) or {})
            return views.full(session, request, self.desk.catalogue, access.sight(session, request, write[1], how))

    @answers(contract.AMEND_REQUEST)
    def amend_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Change what the resident said."""

        def amend(session: Any, request: Any) -> None:
            changes.amend(session, request, message, openings.actor(caller), self.desk.catalogue)

        return self._change(contract.AMEND_REQUEST, "request.amend", (message, caller), amend)

    @answers(contract.ADD_NOTE)
    def add_note(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Append a note; a resident's own is always public to the resident."""
        said = message if message["reply"] is None else message | {"text": self._reply(message)}
        with access.changing(self, message, caller, "request.note") as (session, request, how):
            public = message["public"] or how == "own"

            def add() -> dict[str, Any]:
                note = changes.add_note(session, request, said, openings.actor(caller), public)
                if how == "own":
                    outbox.say(session, [sayings.supplemented(request, "note", openings.actor(caller))])
                own_words = message["text"] if public and how != "own" else None
                warned = redaction.warnings(session, request, own_words) if own_words else {}
                return views.note(note, internal=how != "own") | warned

            return once(session, contract.ADD_NOTE, (message, caller), add)

    def _reply(self, message: dict[str, Any]) -> str:
        """Return a standard reply for notes as the resident of the request reads it."""
        wanted = {"code": message["reply"], "number": request_numbers.parse(message["number"])}
        try:
            filled = self.notify.call(notify.FILL_STANDARD_REPLY, wanted)
        except NotFound as refusal:
            raise InvalidInput(errors=[{"pointer": "/reply", "detail": refusal.detail}]) from refusal
        if filled["use"] != "note":
            raise InvalidInput(errors=[{"pointer": "/reply", "detail": "This reply is not for notes."}])
        return str(filled["text"])

    @answers(contract.WITHDRAW_REQUEST)
    def withdraw_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Close a request that is needed no longer."""

        def withdraw(session: Any, request: Any) -> None:
            life.withdraw(session, request, message["reason"], openings.actor(caller))

        return self._change(contract.WITHDRAW_REQUEST, "request.withdraw", (message, caller), withdraw)

    @answers(contract.REOPEN_REQUEST)
    def reopen_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Open a closed request again."""

        def reopen(session: Any, request: Any) -> None:
            if caller.kind in ("anonymous", "resident"):
                life.check_window(request)
            life.reopen(session, request, message["reason"], openings.actor(caller))

        return self._change(contract.REOPEN_REQUEST, "request.reopen", (message, caller), reopen)

    @answers(contract.LIST_ROUTING_FACTS)
    def list_routing_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell routing what its decisions need."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            return {"facts": facts.for_routing(session, message["numbers"])}

    @answers(contract.LIST_FORWARDING_FACTS)
    def list_forwarding_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell routing what it hands over to another agency."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            return {"facts": facts.for_forwarding(session, message["numbers"])}

    @answers(contract.READ_TASK_FACTS)
    def read_task_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell routing what somebody who does the work sees of it; who that is, is written down."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            shown = tasks.read(session, message["number"], self.desk.catalogue)
        self.read_log(audit.read(contract.READ_TASK_FACTS.name, Caller("staff", message["reader"]), shown["number"]))
        return shown

    @answers(contract.LIST_NOTICE_FACTS)
    def list_notice_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell notify what its messages say."""
        wanted = [r["number"] for r in message["requests"]]
        notes = [note for r in message["requests"] for note in r["notes"]]
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            return {"facts": facts.for_notices(session, wanted, self.desk, notes)}
