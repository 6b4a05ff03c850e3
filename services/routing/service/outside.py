"""Handing requests over to other Open311 servers, and the calls about it; senders are apart from hearers."""

import os
from collections.abc import Callable
from typing import Any

import eventlet

from services.common import settings
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import contract
from services.routing.outside import lists, servers
from services.routing.outside.rounds import Rounds
from services.routing.policy import standing

LOOK_SECONDS = 1
FIRST_WAIT_SECONDS = float(os.environ.get("HUB311_FORWARDING_WAIT_SECONDS") or "15")
POLL_SECONDS = float(os.environ.get("HUB311_FORWARDING_POLL_SECONDS") or "300")
MOST_AT_ONCE = 4


def spread(act: Callable[[dict[str, Any]], None], items: list[dict[str, Any]]) -> None:
    """Do it for all, a few at the same time: one slow server does not hold up the others."""
    pool = eventlet.GreenPool(MOST_AT_ONCE)
    for thread in [pool.spawn(act, item) for item in items]:
        thread.wait()


class Outside:
    """Send, poll, set up, list, try again."""

    db: Any
    catalogue: Any
    intake: Any

    @timer(interval=LOOK_SECONDS)
    def send_forwardings(self) -> None:
        """Hand over what is due."""
        self._rounds().send()

    @timer(interval=LOOK_SECONDS)
    def poll_servers(self) -> None:
        """Ask the servers whose turn it is what became of our requests."""
        self._rounds().poll()

    def _rounds(self) -> Rounds:
        secret = settings.read("routing").secret
        return Rounds(self.db, self.intake, secret, FIRST_WAIT_SECONDS, POLL_SECONDS, spread)

    @answers(contract.SET_OUTSIDE_SERVER)
    def set_outside_server(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write down an agency's server."""
        with self.db.transaction() as session:
            standing(session, caller).require("outside.set")
            return servers.set_server(session, self.catalogue.get(session), settings.read("routing").secret, message)

    @answers(contract.LIST_OUTSIDE_SERVERS)
    def list_outside_servers(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List the servers of agencies."""
        with self.db.reading() as session:
            standing(session, caller).require("outside.list")
            return {"items": servers.list_servers(session)}

    @answers(contract.LIST_FORWARDINGS)
    def list_forwardings(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List what is or was handed over."""
        with self.db.reading() as session:
            standing(session, caller).require("forwarding.list")
            return lists.page(session, message)

    @answers(contract.RETRY_FORWARDING)
    def retry_forwarding(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Try once more what was given up."""
        with self.db.transaction() as session:
            standing(session, caller).require("forwarding.retry")
            return lists.retry(session, message["id"])

    @answers(contract.LIST_FORWARDING_NOTES)
    def list_forwarding_notes(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Tell intake what agencies wrote; no event carries it."""
        with self.db.reading() as session:
            standing(session, caller).require("completions.read")
            return {"items": lists.notes(session, message["forwarding_ids"])}
