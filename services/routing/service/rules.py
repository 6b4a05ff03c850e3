"""Calls about the rules in use and the decisions that they made."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.routing.catalogue import listing
from services.routing.contract import changing
from services.routing.policy import standing
from services.routing.work.assignments import written_number


class Rules:
    """What decides, and why it was decided so."""

    db: Any
    catalogue: Any

    @answers(changing.LIST_RULES)
    def list_rules(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return the rules and what is wrong with them."""
        with self.db.reading() as session:
            standing(session, caller).require_anywhere("rule.read")
            return listing.list_rules(session, self.catalogue.get(session), message)

    @answers(changing.LIST_VERSIONS)
    def list_versions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return what an entry has said."""
        with self.db.reading() as session:
            standing(session, caller).require_anywhere("rule.read")
            return {"items": listing.list_versions(session, message["kind"], message["code"])}

    @answers(changing.LIST_DECISIONS)
    def list_decisions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return the decisions on a request with their traces."""
        with self.db.reading() as session:
            mine = standing(session, caller)
            departments = mine.departments_for("decision.list")
            if departments == []:
                mine.require("decision.list")
            return {"items": listing.list_decisions(session, written_number(message["number"]), departments)}
