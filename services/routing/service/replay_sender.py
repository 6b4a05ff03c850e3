"""Puts replayed events into departments' queues, never more than the queue has room for."""

from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from services.common import logs, settings
from services.common.confirms import ConfirmedPublisher, NotConfirmed, Outgoing
from services.common.database import DatabaseAway
from services.common.link import BROKER_ERRORS
from services.common.stores import Stores
from services.routing.feed import measures, replays
from services.routing.feed.queues import queue_of
from services.routing.service.department_queues import DepartmentQueues

log = logs.logger(__name__)
LOOK_SECONDS = 1.0
DEFAULT_EXCHANGE = ""  # which brings a message to the queue of its routing key, and to no other


class ReplaySender(DependencyProvider):
    """Runs in the process that publishes; after a crash a portion may be sent twice, under the same ids."""

    stores = Stores()
    queues = DepartmentQueues()

    def setup(self) -> None:
        """Prepare the publisher."""
        self.store = self.stores.open()
        self.publisher = ConfirmedPublisher(settings.read(self.container.service_name).amqp_uri)

    def start(self) -> None:
        """Begin."""
        self.container.spawn_managed_thread(self._run, identifier="replays")

    def stop(self) -> None:
        """Drop the connection."""
        self.publisher.close()

    def _run(self) -> None:
        while True:
            went_on = False
            try:
                went_on = self._look()
            except (DatabaseAway, NotConfirmed, *BROKER_ERRORS) as error:
                log.warning("replays wait", extra={"error": type(error).__name__})
            eventlet.sleep(0 if went_on else LOOK_SECONDS)

    def _look(self) -> bool:
        """Send a portion of each replay; whether there may be more to send at once."""
        if self.store.on_postgresql and not self.store.relay_is_here:
            return False
        with self.store.reading() as session:
            waiting = replays.under_way(session)
        went_on = [self._send(replay) for replay in waiting]
        return any(went_on)

    def _send(self, replay: Any) -> bool:
        """Send a portion unless the queue is half full: what is new must not push out what is replayed."""
        if self.queues.room_of(replay.department) < replays.PORTION:
            return False
        with self.store.reading() as session:
            rows = replays.portion(session, replay)
        queue = queue_of(replay.department)
        messages = [Outgoing(DEFAULT_EXCHANGE, queue, row.body.encode(), row.event_id) for row in rows]
        if self.publisher.publish(messages):
            return False  # The queue has gone meanwhile: it is looked at, and made, before the next portion.
        with self.store.transaction() as session:
            replays.advance(session, replay, rows[-1].position if rows else None)
        measures.feed_replayed_total.labels(replay.department).inc(len(rows))
        return True
