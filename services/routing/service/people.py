"""Calls about people: who belongs to a department, who is away; and the clock that passes their work on."""

from typing import Any

from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import contract
from services.routing.catalogue import absences, members
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.policy import Standing, actor, standing
from services.routing.work import hands

PASS_ON_SECONDS = 15
CLOCK = "routing"


class People:
    """A department's management decides who belongs to it, nobody else; an administrator names the first manager."""

    db: Any
    catalogue: Any

    @answers(contract.LIST_MEMBERS)
    def list_members(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return who belongs to a department."""
        with self.db.reading() as session:
            self._department(session, message)
            standing(session, caller).require("member.list", message["department"])
            return members.list_members(session, message)

    @answers(contract.SET_MEMBER)
    def set_member(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Give somebody a tier, or none any more; work of who has left is nobody's again."""
        with self.db.transaction() as session:
            self._department(session, message)
            self._require_member_right(session, standing(session, caller), message)

            def act() -> dict[str, Any]:
                members.set_member(session, message, actor(caller))
                if not message["tier"]:
                    hands.pass_on(session, message["department"], message["subject"], actor(caller))
                return members.show_or_blank(session, message)

            return once(session, contract.SET_MEMBER, (message, caller), act)

    @answers(contract.SET_ABSENCE)
    def set_absence(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say when somebody is away and who stands in; everybody for oneself, management for all."""
        with self.db.transaction() as session:
            self._department(session, message)
            mine = standing(session, caller)
            oneself = caller.subject == message["subject"]
            if not (oneself and mine.may_own("member.absence", message["department"])):
                mine.require("member.absence", message["department"])

            def act() -> dict[str, Any]:
                row = absences.set_absence(session, message)
                hands.pass_on(session, row.department, row.subject, actor(caller))
                return members.show(row)

            return once(session, contract.SET_ABSENCE, (message, caller), act)

    @timer(interval=PASS_ON_SECONDS)
    def pass_work_on(self) -> None:
        """Give the work of those who are away to their stand-ins, and that of those who have left to nobody."""
        with self.db.reading() as session:
            found = hands.to_pass_on(session)
        for department, subject in found:
            with self.db.transaction() as session:
                hands.pass_on(session, department, subject, CLOCK)

    def _department(self, session: Any, message: dict[str, Any]) -> None:
        if message["department"] not in self.catalogue.get(session).departments:
            raise DepartmentNotFound()

    @staticmethod
    def _require_member_right(session: Any, mine: Standing, message: dict[str, Any]) -> None:
        department = message["department"]
        first = message["tier"] == members.MANAGER and not members.has_manager(session, department)
        if not (first and mine.may("member.set_first")):
            mine.require("member.set", department)
