"""Keeps the departments' queues on the broker: declared before anything is published to them, looked at each minute."""

import os
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider
from sqlalchemy import select

from services.common import logs
from services.common.database import DatabaseAway
from services.common.link import BROKER_ERRORS
from services.common.relay import OutboxRelay
from services.common.stores import Stores
from services.routing import measures
from services.routing.catalogue.catalogue import DEPARTMENT
from services.routing.feed.measures import department_queue_messages
from services.routing.feed.readers import note_queues
from services.routing.models import CatalogueEntry
from services.routing.service.department_queues import DepartmentQueues
from services.routing.webhooks.endpoints import retire

log = logs.logger(__name__)
LOOK_SECONDS = 60.0


class FeedRelay(OutboxRelay):
    """The outbox relay, which publishes nothing to a department whose queue has not been declared."""

    queues = DepartmentQueues()

    def _publish(self, rows: list[dict[str, Any]]) -> list[int]:
        try:
            self.queues.ensure({row["department"] for row in rows} - {"none"})
        except BROKER_ERRORS as error:
            log.warning("the relay waits for the broker", extra={"error": type(error).__name__})
            self._pause(0.5)
            return []
        return super()._publish(rows)


class QueueKeeper(DependencyProvider):
    """Looks each minute, in the process whose relay is active, whether all queues and bindings are there."""

    stores = Stores()
    queues = DepartmentQueues()

    def setup(self) -> None:
        """Read how often to look."""
        self.retired: set[str] = set()
        self.look_seconds = float(os.environ.get("HUB311_QUEUE_LOOK_SECONDS", LOOK_SECONDS))

    def start(self) -> None:
        """Begin to look."""
        self.container.spawn_managed_thread(self._run, identifier="departments.queues")

    def get_dependency(self, worker_ctx: Any) -> DepartmentQueues:
        """Return what can provision a department."""
        return self.queues

    def _run(self) -> None:
        while True:
            try:
                self._look()
            except (DatabaseAway, *BROKER_ERRORS) as error:
                log.warning("the departments' queues were not looked at", extra={"error": type(error).__name__})
            eventlet.sleep(self.look_seconds)

    def _look(self) -> None:
        store = self.stores.open()
        with store.reading() as session:
            query = select(CatalogueEntry.code, CatalogueEntry.entry).where(CatalogueEntry.kind == DEPARTMENT)
            known = {row.code: row.entry.get("active", True) for row in session.execute(query)}
        departments = [code for code, in_use in known.items() if in_use]
        self.queues.ensure(departments)
        if store.on_postgresql and not store.relay_is_here:
            return
        mended = self.queues.mend(departments)
        self._note(store)
        self._retire(store, set(known) - set(departments))
        if mended:
            measures.department_queues_mended_total.inc(mended)
            log.warning("department queues or bindings were missing and are there again", extra={"count": mended})

    def _retire(self, store: Any, codes: set[str]) -> None:
        """Take queue, account and webhooks of departments that are out of use away, once."""
        for code in sorted(codes - self.retired):
            self.queues.retire(code)
            with store.transaction() as session:
                retire(session, code)
            self.retired.add(code)

    def _note(self, store: Any) -> None:
        """Note how far the queues are consumed."""
        seen = {code: queue for code, queue in self.queues.seen.items() if queue is not None}
        with store.transaction() as session:
            note_queues(session, seen)
        for code, queue in seen.items():
            department_queue_messages.labels(code).set(queue.messages)
