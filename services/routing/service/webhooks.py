"""Calls about webhooks and their dead letters."""

from typing import Any

from services.common import settings
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import measures
from services.routing.contract import webhooks as contract
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.policy import standing
from services.routing.webhooks import endpoints, letters, watching


class Webhooks:
    """Where a department's events are pushed to, how that goes, and what was refused."""

    db: Any
    catalogue: Any
    webhooks: Any

    @answers(contract.SET_WEBHOOK)
    def set_webhook(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Make or change a webhook; the name is looked up before anything is written."""
        with self.db.reading() as session:
            self._require(session, caller, "webhook.set", message["code"])
        self.webhooks.check(message["url"])
        with self.db.transaction() as session:
            self._require(session, caller, "webhook.set", message["code"])
            return endpoints.set_webhook(session, settings.read("routing").secret, message)

    @answers(contract.REMOVE_WEBHOOK)
    def remove_webhook(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """End a webhook."""
        with self.db.transaction() as session:
            self._require(session, caller, "webhook.set", message["code"])
            endpoints.remove(session, message["code"], message["name"])
        return {}

    @answers(contract.LIST_WEBHOOKS)
    def list_webhooks(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show webhooks."""
        with self.db.reading() as session:
            wanted = _wanted(session, caller, message["department"])
            return {"items": endpoints.list_webhooks(session, wanted)}

    @answers(contract.RENEW_WEBHOOK_SECRET)
    def renew_webhook_secret(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Make a new secret."""
        with self.db.transaction() as session:
            self._require(session, caller, "webhook.set", message["code"])
            secret = settings.read("routing").secret
            return endpoints.renew_secret(session, secret, message["code"], message["name"])

    @answers(contract.REPLAY_WEBHOOK)
    def replay_webhook(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Send again from somewhere on."""
        with self.db.transaction() as session:
            self._require(session, caller, "webhook.replay", message["code"])
            return endpoints.replay(session, message)

    @answers(contract.LIST_DEAD_LETTERS)
    def list_dead_letters(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show what was refused."""
        with self.db.reading() as session:
            return letters.page(session, message, _wanted(session, caller, message["department"]))

    @answers(contract.REPLAY_DEAD_LETTER)
    def replay_dead_letter(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Send one again."""
        with self.db.transaction() as session:
            mine = standing(session, caller)
            mine.require_anywhere("webhook.replay")
            row = letters.find(session, message["id"])
            mine.require_department("webhook.replay", row.department, contract.DeadLetterNotFound)
            return letters.send_again(session, row)

    def _require(self, session: Any, caller: Caller, action: str, code: str) -> None:
        standing(session, caller).require_department(action, code, DepartmentNotFound)
        if code not in self.catalogue.get(session).departments:
            raise DepartmentNotFound()

    @timer(interval=15, eager=True)
    def measure_webhooks(self) -> None:
        """Count what is behind, what fails and what was refused."""
        with self.db.reading() as session:
            seen = watching.watch(session)
        for department, lag in seen.lag.items():
            measures.webhook_lag_events.labels(department).set(lag)
        measures.webhooks_failing.set(seen.failing)
        measures.dead_letters_open.set(seen.dead)


def _wanted(session: Any, caller: Caller, department: str | None) -> list[str] | None:
    """Return the departments that a list is about: the one that is named, or all that the caller may see."""
    mine = standing(session, caller)
    departments = mine.departments_for("webhook.list")
    if departments == []:
        mine.require("webhook.list")
    if department:
        mine.require_department("webhook.list", department, DepartmentNotFound)
    return [department] if department else departments
