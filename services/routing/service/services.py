"""Calls about what can be asked for and who is there."""

from typing import Any

from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.routing import contract
from services.routing.catalogue import changes, members, views
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.policy import Standing, actor, standing


class Services:
    """Service types, departments, members, and copies of them."""

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

    @answers(contract.SET_MEMBER)
    def set_member(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """A department's management decides who belongs to it; an administrator names the first manager."""
        department = message["department"]
        with self.db.transaction() as session:
            if department not in self.catalogue.get(session).departments:
                raise DepartmentNotFound()
            self._require_member_right(session, standing(session, caller), message)
            return once(session, contract.SET_MEMBER, (message, caller), lambda: _set(session, message, caller))

    @staticmethod
    def _require_member_right(session: Any, mine: Standing, message: dict[str, Any]) -> None:
        department = message["department"]
        first = message["tier"] == members.MANAGER and not members.has_manager(session, department)
        if not (first and mine.may("member.set_first")):
            mine.require("member.set", department)


def _set(session: Any, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    values = {name: message[name] for name in ("department", "subject", "tier")}
    members.set_member(session, **values, by=actor(caller))
    return values
