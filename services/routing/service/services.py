"""Calls about what can be asked for and which departments there are."""

from typing import Any

from services.common.caller import Caller
from services.common.rpc import answers
from services.routing import contract
from services.routing.catalogue import changes, views
from services.routing.policy import standing


class Services:
    """Service types, departments, and copies of them."""

    db: Any
    catalogue: Any

    @answers(contract.LIST_SERVICES)
    def list_services(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return service types in a language."""
        with self.db.reading() as session:
            standing(session, caller).require("catalogue.read")
            catalogue = self.catalogue.get(session)
        return {"items": views.list_services(catalogue, message)}

    @answers(contract.READ_SERVICE)
    def read_service(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return a service type with its questions."""
        with self.db.reading() as session:
            standing(session, caller).require("catalogue.read")
            catalogue = self.catalogue.get(session)
        return views.read_service(catalogue, message)

    @answers(contract.LIST_DEPARTMENTS)
    def list_departments(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return all departments."""
        with self.db.reading() as session:
            standing(session, caller).require("catalogue.read")
            catalogue = self.catalogue.get(session)
        return {"items": views.list_departments(catalogue, message["language"])}

    @answers(contract.LIST_CHANGES)
    def list_changes(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return what others keep copies of."""
        with self.db.reading() as session:
            standing(session, caller).require("changes.read")
            return changes.list_changes(session, message["after"], message["limit"])
