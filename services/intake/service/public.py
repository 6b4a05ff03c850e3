"""Calls of Open311: what everybody may read of requests, and what clients hand in."""

from typing import Any

from services.common.caller import Caller
from services.common.errors import Unauthenticated
from services.common.idempotency import once
from services.common.rpc import answers
from services.intake import contract, listing_marks, metrics, policy, public_list, public_updates, public_view, reports


class Public:
    """Report, list, update."""

    db: Any
    desk: Any
    opener: Any

    @answers(contract.REPORT_REQUEST)
    def report_request(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Open a request for a client with a key; one transaction, shared with whoever comes at the same moment."""
        _require(caller, "request.drill" if message["drill"] else "request.report")
        service = self.desk.catalogue.public_service(message["service_code"])
        opening = reports.opening(message, caller, service)
        opening.numbers = self.desk.numbers
        opened = self.opener(opening)
        metrics.opened(opened, opening.number, opening.message)
        notice = reports.notice(service)
        return {"number": opened["number"], "token": opened.get("token"), "service_notice": notice}

    @answers(contract.LIST_PUBLIC_REQUESTS)
    def list_public_requests(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a page of requests to anybody."""
        catalogue = self.desk.catalogue
        with self.db.reading() as session:
            rows, following = public_list.find(session, catalogue, message)
            items = public_view.describe_all(session, rows, catalogue, message["details"])
        return {"items": items, "next": following}

    @answers(contract.MARK_LISTING)
    def mark_listing(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say what a listing is recognised by."""
        with self.db.reading() as session:
            return listing_marks.mark(session, self.desk.catalogue, message)

    @answers(contract.LIST_PUBLIC_UPDATES)
    def list_public_updates(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a page of what happened to requests to anybody."""
        with self.db.reading() as session:
            return public_updates.find(session, self.desk.catalogue, message)

    @answers(contract.ADD_PUBLIC_UPDATE)
    def add_public_update(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Publish a client's text on a request."""
        _require(caller, "request.drill" if message["drill"] else "request.update")
        with self.db.transaction() as session:

            def add() -> dict[str, Any]:
                return reports.add_update(session, self.desk.catalogue, message, caller)

            return once(session, contract.ADD_PUBLIC_UPDATE, (message, caller), add)


def _require(caller: Caller, action: str) -> None:
    """Only systems may; what a key may do follows from its kind alone and needs no database."""
    if caller.kind != "system":
        raise Unauthenticated("A key is needed.")
    policy.system_standing(caller).require(action)
