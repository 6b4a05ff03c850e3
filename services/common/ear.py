"""The Nameko entrypoint that hears: takes what has arrived from the service's quorum queue, acks after commit."""

from collections import deque
from functools import partial
from typing import Any

import eventlet
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from services.common import clock, envelope, logs, metrics, settings, topology
from services.common.database import DatabaseAway
from services.common.errors import Unavailable
from services.common.link import Link
from services.common.pace import Pace

log = logs.logger(__name__)
MOST_AT_ONCE = 50
PROBE_SECONDS = 1.0
LOOK_SECONDS, LOOK_AGAIN_SECONDS = 1.0, 0.25  # for what is due, while nothing waits and while something does

dead_letters_total = metrics.counter("dead_letters_total", "Messages that could not be read as an event")
hearing_stopped = metrics.gauge("hearing_stopped", "1 while events wait in the queue for a dependency")


class Ear(Entrypoint):
    """Calls `hear_batch(self, events)` with 1 to 50 events, one batch at a time; None means: look what is due."""

    def setup(self) -> None:
        """Prepare the link; a service that hears nothing gets none."""
        mine = settings.read(self.container.service_name)
        self.queue = topology.inbox_of(mine.service)
        self.hears = bool(getattr(self.container.service_cls.contract, "HEARS", None))
        self.link = Link(mine.amqp_uri, "inbox", self._consume, self._lost)
        self.pace = Pace(self.container.service_cls.hears_every_seconds)
        self._look_at = 0.0
        self._arrived: deque[Any] = deque()
        self._more = Event()
        self._busy = False
        self._stopped = False

    def start(self) -> None:
        """Begin to hear; a broker that is away is waited for."""
        if self.hears:
            self.container.spawn_managed_thread(self.link.run, identifier="inbox.link")
            self.container.spawn_managed_thread(self._work, identifier="inbox.work")

    @property
    def listens(self) -> bool:
        """Whether events arrive: the queue is declared, bound and consumed; true of a service that hears nothing."""
        return not self.hears or self.link.connected

    def declare(self, channel: Any) -> None:
        """Declare the queue and what is bound to it."""
        topology.declare(channel)

    def read(self, message: Any) -> Any:
        """Return what a message says; Unreadable sends it to the dead letters."""
        return envelope.read(message.body)

    def _consume(self, channel: Any) -> None:
        self.declare(channel)
        channel.basic_qos(0, MOST_AT_ONCE, False)
        channel.basic_consume(self.queue, consumer_tag="inbox", callback=self._arrive)

    def _arrive(self, message: Any) -> None:
        try:
            self._arrived.append((message, self.read(message)))
        except envelope.Unreadable:
            dead_letters_total.inc()
            log.error("an unreadable message went to the dead letters")
            self.link.post(lambda channel: channel.basic_reject(message.delivery_tag, requeue=False))
        if not self._more.ready():
            self._more.send()

    def _lost(self) -> None:
        self._arrived.clear()

    def _work(self) -> None:
        """Take what has arrived, one batch a stride, and look from time to time for what is due."""
        while not self._stopped:
            with eventlet.Timeout(max(0.0, self._look_at - clock.monotonic_seconds()), False):
                self._more.wait()
            self.pace.keep(until=self._is_full)
            if self._arrived and not self._stopped:
                self._take([self._arrived.popleft() for _ in range(min(MOST_AT_ONCE, len(self._arrived)))])
            if not self._arrived and self._more.ready():
                self._more = Event()
            if not self._stopped and clock.monotonic_seconds() >= self._look_at:
                self._look_again(self._run(None))

    def _is_full(self) -> bool:
        return self._stopped or not self._arrived or len(self._arrived) >= MOST_AT_ONCE

    def _look_again(self, left: Any) -> None:
        """Say when to look for what is due: soon when events were left waiting."""
        waits = isinstance(left, int) and left > 0
        self._look_at = clock.monotonic_seconds() + (LOOK_AGAIN_SECONDS if waits else LOOK_SECONDS)

    def _take(self, batch: list[Any]) -> None:
        """Handle a batch; while a dependency is away keep it, unacknowledged, and probe each second."""
        last, channel = batch[-1][0], batch[-1][0].channel
        events = [event for _, event in batch]
        outcome = self._run(events)
        while isinstance(outcome, Unavailable | DatabaseAway):
            hearing_stopped.set(1)
            eventlet.sleep(PROBE_SECONDS)
            if self._stopped or not self.link.connected or channel.connection is None:
                return
            outcome = self._run(events)
        hearing_stopped.set(0)
        if isinstance(outcome, BaseException):
            self._give_back([message for message, _ in batch], outcome)
            return
        self.link.post(lambda now: now.basic_ack(last.delivery_tag, multiple=True) if now is channel else None)
        if outcome:
            self._look_at = min(self._look_at, clock.monotonic_seconds() + LOOK_AGAIN_SECONDS)

    def _give_back(self, messages: list[Any], error: BaseException) -> None:
        """Let the broker give the batch again: an error that nobody foresaw must not look like success.

        After a hundred times the broker's delivery limit moves the events to the dead letters.
        """
        if isinstance(error, ContainerBeingKilled):
            return
        log.error("events could not be taken", exc_info=error)
        eventlet.sleep(PROBE_SECONDS)
        for message in messages:
            self.link.post(partial(_reject, message))

    def _run(self, events: Any) -> Any:
        """Run the method in a worker; return its result or the error that it raised."""
        done = Event()

        def finish(_worker: Any, result: Any, error: Any) -> tuple[Any, Any]:
            done.send(error[1] if error else result)
            return None, None

        self._busy = True
        try:
            self.container.spawn_worker(self, (events,), {}, handle_result=finish)
            return done.wait()
        except ContainerBeingKilled as error:
            self._stopped = True
            return error
        finally:
            self._busy = False

    def stop(self) -> None:
        """Finish the batch in work, acknowledge it, then leave."""
        if self.hears and not self._stopped:
            self.link.post(lambda channel: channel.basic_cancel("inbox", nowait=True))
            self._stopped = True
            with eventlet.Timeout(20, False):
                while self._busy:
                    eventlet.sleep(0.02)
            self.link.flush(2)
            self.link.stop()

    def kill(self) -> None:
        """Close at once; what was not acknowledged comes again."""
        self._stopped = True
        self.link.stop()


def _reject(message: Any, now: Any) -> None:
    """Give a message back on the channel that brought it; nothing to do when that is gone."""
    if now is message.channel:
        now.basic_reject(message.delivery_tag, requeue=True)


ear = Ear.decorator
