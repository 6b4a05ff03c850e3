"""Calls about requests that belong together."""

from typing import Any

from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.intake import access, contract, openings, policy, request_numbers, views
from services.intake.catalogue import is_public
from services.intake.contract.refusals import RequestNotFound
from services.intake.families import likely, merging, showing, splitting


class Families:
    """Find duplicates, join, take apart, split."""

    db: Any
    desk: Any

    @answers(contract.LIST_DUPLICATES)
    def list_duplicates(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say what looks like the same as what somebody is about to ask for; what is private only to staff."""
        service = self.desk.catalogue.service(message["service_code"])
        wanted = likely.spot(message["service_code"], message["location"])
        with self.db.reading() as session:
            policy.standing(session, caller).require("facts.read")
            if not (message["for_staff"] or is_public(service)):
                return {"items": []}
            return {"items": showing.at(session, wanted, message["for_staff"])}

    @answers(contract.FIND_DUPLICATES)
    def find_duplicates(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say to staff what looks like the same as a request."""
        with access.opened(self, message, caller, "request.merge") as (session, request, how):
            if how is None:
                policy.standing(session, caller).require("request.merge", request.department)
                raise RequestNotFound()
            return {"items": showing.of(session, request)}

    @answers(contract.MERGE_REQUESTS)
    def merge_requests(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Join a request to another about the same thing."""
        numbers = [request_numbers.parse(message["number"]), request_numbers.parse_member(message["into"], "/into")]
        with access.changing_all(self, numbers, caller, "request.merge") as (session, (one, into)):

            def merge() -> dict[str, Any]:
                merging.merge(session, one, into, openings.actor(caller))
                return {}

            once(session, contract.MERGE_REQUESTS, (message, caller), merge)
            return views.full(session, one, self.desk.catalogue, access.sight(session, one, caller, "staff"))

    @answers(contract.UNMERGE_REQUEST)
    def unmerge_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Take a joined request out again."""
        with access.changing(self, message, caller, "request.merge") as (session, request, _how):

            def unmerge() -> dict[str, Any]:
                merging.unmerge(session, request, openings.actor(caller))
                return {}

            once(session, contract.UNMERGE_REQUEST, (message, caller), unmerge)
            return views.full(session, request, self.desk.catalogue, access.sight(session, request, caller, "staff"))

    @answers(contract.SPLIT_REQUEST)
    def split_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Open the parts of a request; their numbers are taken before the transaction."""
        numbers = self.desk.numbers.take(len(message["parts"]))
        with access.changing(self, message, caller, "request.split") as (session, request, _how):

            def split() -> dict[str, Any]:
                splitting.check(request)
                parts = [splitting.prepare(request, part, caller, self.desk.catalogue) for part in message["parts"]]
                for part, number in zip(parts, numbers, strict=True):
                    part.number = number
                splitting.split(session, request, parts, message["rule"], openings.actor(caller))
                return {}

            once(session, contract.SPLIT_REQUEST, (message, caller), split)
            session.flush()
            return views.full(session, request, self.desk.catalogue, access.sight(session, request, caller, "staff"))
