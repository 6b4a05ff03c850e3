"""Calls about service requests."""

from typing import Any

from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.intake import access, changes, contract, facts, finding, metrics, openings, policy, views
from services.intake.openings import Opening


class Requests:
    """Open, read, find, amend, note, withdraw, reopen."""

    db: Any
    desk: Any
    opener: Any

    @answers(contract.OPEN_REQUEST)
    def open_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Give a request its number; one transaction, shared with whoever comes at the same moment."""
        with self.db.reading() as session:
            standing = policy.standing(session, caller) if caller.kind in ("staff", "system") else None
        access.require_opening(standing, message, caller)
        service = self.desk.catalogue.service(message["service_code"])
        openings.check(message, service)
        number = self.desk.numbers.take(1)[0]
        opened = self.opener(Opening(message, caller, service, number, self.desk.numbers.pin(number)))
        metrics.opened(opened, number, message)
        return opened | {"pin": self.desk.numbers.pin(opened["number"])}

    @answers(contract.READ_REQUEST)
    def read_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a request as far as the caller may see it."""
        with access.opened(self, message, caller, "request.read") as (session, request, how):
            if how is None:
                return views.public(request, self.desk.catalogue)
            return views.full(session, request, self.desk.catalogue, internal=how != "own")

    @answers(contract.FIND_REQUESTS)
    def find_requests(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List requests."""
        with self.db.reading() as session:
            return finding.find(session, message, policy.standing(session, caller), self.desk.catalogue)

    @answers(contract.AMEND_REQUEST)
    def amend_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Change what the resident said."""
        with access.changing(self, message, caller, "request.amend") as (session, request, how):

            def amend() -> dict[str, Any]:
                changes.amend(session, request, message, openings.actor(caller), self.desk.catalogue)
                return views.full(session, request, self.desk.catalogue, internal=how != "own")

            return once(session, contract.AMEND_REQUEST, (message, caller), amend)

    @answers(contract.ADD_NOTE)
    def add_note(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Append a note; a resident's own is always public to the resident."""
        with access.changing(self, message, caller, "request.note") as (session, request, how):
            public = message["public"] or how == "own"

            def add() -> dict[str, Any]:
                note = changes.add_note(session, request, message, openings.actor(caller), public)
                return views.note(note, internal=how != "own")

            return once(session, contract.ADD_NOTE, (message, caller), add)

    @answers(contract.WITHDRAW_REQUEST)
    def withdraw_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Close a request that is needed no longer."""
        with access.changing(self, message, caller, "request.withdraw") as (session, request, how):

            def withdraw() -> dict[str, Any]:
                changes.withdraw(session, request, message["reason"], openings.actor(caller))
                return views.full(session, request, self.desk.catalogue, internal=how != "own")

            return once(session, contract.WITHDRAW_REQUEST, (message, caller), withdraw)

    @answers(contract.REOPEN_REQUEST)
    def reopen_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Open a closed request again."""
        with access.changing(self, message, caller, "request.reopen") as (session, request, how):

            def reopen() -> dict[str, Any]:
                changes.reopen(session, request, message["reason"], openings.actor(caller))
                return views.full(session, request, self.desk.catalogue, internal=how != "own")

            return once(session, contract.REOPEN_REQUEST, (message, caller), reopen)

    @answers(contract.LIST_ROUTING_FACTS)
    def list_routing_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell routing what its decisions need."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            return {"facts": facts.for_routing(session, message["numbers"])}

    @answers(contract.LIST_NOTICE_FACTS)
    def list_notice_facts(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell notify what its messages say."""
        wanted = [r["number"] for r in message["requests"]]
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            return {"facts": facts.for_notices(session, wanted, self.desk.catalogue, self.desk.numbers)}
