"""Sends to webhooks: a thread for each whose turn it is, so that a slow receiver holds up nobody but itself."""

import os
from collections.abc import Callable
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from services.common import logs, settings
from services.common.database import DatabaseAway
from services.common.outward import Networks, TookTooLong, find_aside, within
from services.common.stores import Stores
from services.routing.webhooks import deliveries
from services.routing.webhooks.sending import Came, Sender
from services.routing.webhooks.turns import Turns

log = logs.logger(__name__)
LOOK_SECONDS = 0.5
ATTEMPT_SECONDS = 12.0  # all of an attempt: name, connection, handshake, answer
FIRST_WAIT_SECONDS = 5.0
NETWORKS = "networks in CIDR form, separated by commas"


def networks() -> Networks:
    """Read which private networks webhooks may go to (HUB311_WEBHOOK_NETWORKS)."""
    try:
        return Networks.read(os.environ.get("HUB311_WEBHOOK_NETWORKS", ""))
    except ValueError as error:
        raise settings.SettingSenseless("HUB311_WEBHOOK_NETWORKS", NETWORKS) from error


def bounded(act: Callable[[], Came]) -> Came:
    """Act, for so long at most."""
    try:
        came: Came = within(ATTEMPT_SECONDS, act)
        return came
    except TookTooLong:
        return Came("slow")


class WebhookSender(DependencyProvider):
    """Looks twice a second whose turn it is; what takes long for one webhook is waited for by that one alone."""

    stores = Stores()

    def setup(self) -> None:
        """Read the settings."""
        mine = settings.read(self.container.service_name)
        authorities = os.environ.get("HUB311_WEBHOOK_AUTHORITIES") or True
        first_wait = float(os.environ.get("HUB311_WEBHOOK_WAIT_SECONDS") or FIRST_WAIT_SECONDS)
        self.sender = Sender(networks(), authorities, find_aside)
        self.turns = Turns(self.stores.open(), self.sender, mine.secret, first_wait, bounded)
        self.running: set[tuple[str, str]] = set()

    def start(self) -> None:
        """Begin."""
        self.container.spawn_managed_thread(self._run, identifier="webhooks")

    def get_dependency(self, worker_ctx: Any) -> Sender:
        """Return who knows where webhooks may go."""
        return self.sender

    def _run(self) -> None:
        while True:
            try:
                self._look()
            except DatabaseAway:
                log.warning("webhooks wait for the database")
            eventlet.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        with self.turns.db.reading() as session:
            due = deliveries.due(session)
        for hook in due:
            if hook not in self.running:
                self.running.add(hook)
                self.container.spawn_managed_thread(lambda hook=hook: self._take(hook), identifier="webhook.turn")

    def _take(self, hook: tuple[str, str]) -> None:
        try:
            self.turns.take(*hook)
        except DatabaseAway:
            log.warning("a webhook's turn ends: the database is away", extra={"department": hook[0]})
        except Exception:
            log.exception("a webhook's turn failed", extra={"department": hook[0], "webhook": hook[1]})
        finally:
            self.running.discard(hook)
