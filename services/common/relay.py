"""The outbox relay: one active per database publishes what was said, in order, and knows that it arrived."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import eventlet
from eventlet.event import Event
from nameko.extensions import DependencyProvider
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock, logs, metrics, outbox, settings, topology
from services.common.confirms import ConfirmedPublisher, NotConfirmed, Outgoing
from services.common.database import DatabaseAway
from services.common.exclusive import ActiveTurn, Listener, refuse_second_process
from services.common.link import BROKER_ERRORS
from services.common.pace import Pace
from services.common.pruning import prune
from services.common.stores import Stores

log = logs.logger(__name__)
BATCH = 200
LOOK_SECONDS = 1.0

events_published_total = metrics.counter("events_published_total", "Events that the broker has confirmed", ("type",))
events_unrouted_total = metrics.counter("events_unrouted_total", "Published events that no queue took")
outbox_age_seconds = metrics.gauge("outbox_age_seconds", "Age of the oldest event not published yet, 0 when none")
relay_active = metrics.gauge("relay_active", "1 in the process that publishes for this database")

Prepare = Callable[[Session, list[dict[str, Any]]], None]


class OutboxRelay(DependencyProvider):
    """Runs in every process of a service; `prepare(session, rows)` may complete the bodies before publishing."""

    stores = Stores()

    def __init__(self, prepare: Prepare | None = None) -> None:
        self.prepare = prepare

    def setup(self) -> None:
        """Refuse a second process on SQLite; prepare the publisher."""
        mine = settings.read(self.container.service_name)
        self.store = self.stores.open()
        self.service = mine.service
        self.exchange = topology.exchange_of(mine.service)
        self.unheard = topology.unheard(mine.service)
        self.publisher = ConfirmedPublisher(mine.amqp_uri)
        self.pace = Pace(self.container.service_cls.says_every_seconds)
        self._wake = Event()
        self._stopped = False
        if mine.on_sqlite:
            self._lock_file = refuse_second_process(mine.database_url)
        self.store.wake = self.wake

    def get_dependency(self, worker_ctx: Any) -> "OutboxRelay":
        """Return the relay, for those who ask whether it is active."""
        return self

    def start(self) -> None:
        """Run in the background."""
        self.container.spawn_managed_thread(self._run, identifier="relay")

    def wake(self) -> None:
        """Look at once: something was committed."""
        if not self._wake.ready():
            self._wake.send()

    def _run(self) -> None:
        while not self._stopped:
            try:
                turn = ActiveTurn(self.store)
                with turn as mine:
                    if mine:
                        self._publish_until_lost(turn)
            except DatabaseAway:
                log.warning("the relay waits for the database")
            relay_active.set(0)
            self._pause(LOOK_SECONDS)

    def _publish_until_lost(self, turn: ActiveTurn) -> None:
        """Publish batch after batch; a broker that is away is tried again, a lost database ends the turn."""
        relay_active.set(1)
        self.store.relay_is_here = True
        listener = Listener(self.store, self.wake) if self.store.on_postgresql else None
        sent: list[int] = []
        pruned_at = 0.0
        try:
            while not self._stopped:
                turn.check()
                rows = self._next_rows(sent)
                sent = self._publish(rows)
                if not rows:
                    pruned_at = self._prune(pruned_at)
                if len(rows) < BATCH:
                    # What was sent is marked together with the next look; until then it may be sent twice.
                    self._pause(LOOK_SECONDS)
                    self.pace.keep()
        finally:
            self.store.relay_is_here = False
            if listener:
                listener.stop()

    def _next_rows(self, sent: list[int]) -> list[dict[str, Any]]:
        """Mark what was confirmed and take the next rows, completed, in one transaction."""
        with self.store.transaction() as session:
            outbox.mark_published(session, sent)
            rows = outbox.unpublished(session, BATCH)
            if rows and self.prepare:
                self.prepare(session, rows)
        age = (clock.now() - clock.as_utc(rows[0]["said_at"])).total_seconds() if rows else 0  # type: ignore[operator]
        outbox_age_seconds.set(max(0, age))
        return rows

    def _publish(self, rows: list[dict[str, Any]]) -> list[int]:
        if not rows:
            return []
        messages = [
            Outgoing(self.exchange, r["routing_key"], r["body"], r["event_id"], r["type"] not in self.unheard)
            for r in rows
        ]
        try:
            unrouted = self.publisher.publish(messages)
        except (NotConfirmed, *BROKER_ERRORS) as error:
            log.warning("the relay waits for the broker", extra={"error": type(error).__name__})
            self._pause(0.5)
            return []
        arrived = self._arrived(rows, set(unrouted)) if unrouted else rows
        for row in arrived:
            events_published_total.labels(row["type"]).inc()
        return [row["id"] for row in arrived]

    def _arrived(self, rows: list[dict[str, Any]], unrouted: set[str]) -> list[dict[str, Any]]:
        """Count what no queue took: it stays with all behind it, and the bindings are declared anew."""
        events_unrouted_total.inc(len(unrouted))
        missed = [r for r in rows if r["event_id"] in unrouted]
        log.error("no queue takes events that a service hears", extra={"types": sorted({r["type"] for r in missed})})
        self.publisher.close()
        self._pause(LOOK_SECONDS)
        first = min(r["id"] for r in missed)
        return [r for r in rows if r["id"] < first]

    def _prune(self, last: float) -> float:
        """Drop what is old, once an hour."""
        if clock.monotonic_seconds() - last < 3600 and last:
            return last
        prune(self.store)
        return clock.monotonic_seconds()

    def _pause(self, seconds: float) -> None:
        with eventlet.Timeout(seconds, False):
            self._wake.wait()
        if self._wake.ready():
            self._wake = Event()

    def stop(self) -> None:
        """Publish what is left for a moment, then end."""
        with suppress(DatabaseAway), eventlet.Timeout(3, False):
            while not self._stopped and self.publisher.connected and self._left():
                self.wake()
                eventlet.sleep(0.05)
        self._stopped = True
        self.wake()
        self.publisher.close()

    def _left(self) -> bool:
        with self.store.reading() as session:
            query = select(func.count()).where(outbox.OUTBOX.c.published_at.is_(None))
            return bool(session.execute(query).scalar_one())
