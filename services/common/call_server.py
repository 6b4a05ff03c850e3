"""Takes calls from a service's queue and sends their answers; drains before it stops."""

from collections import deque
from functools import partial
from typing import Any

import eventlet
from amqp import Message as Body
from eventlet.event import Event
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import ProviderCollector, SharedExtension

from services.common import clock, logs, metrics, settings, wire
from services.common.confirms import put_on_wire
from services.common.errors import NotFound, Refusal
from services.common.link import Link

log = logs.logger(__name__)
DRAIN_SECONDS = 25

calls_late_total = metrics.counter("calls_late_total", "Calls dropped because nobody waited any more", ("call",))


class CallServer(SharedExtension, ProviderCollector):
    """Takes calls from the service's queue and sends answers; one for all calls of a service."""

    def setup(self) -> None:
        """Prepare the link to the broker; it connects when the service starts."""
        mine = settings.read(self.container.service_name)
        self.service = mine.service
        self.secret = mine.secret
        # A few more than can be worked on: the rest waits in the queue for whichever process is free first. With
        # much more a process that also publishes gets as many calls as its neighbours and keeps them waiting.
        self.prefetch = mine.workers + mine.workers // 2
        self.link = Link(mine.amqp_uri, "calls", self._consume, self._lost)
        self._arrived: deque[Any] = deque()
        self._more = Event()
        self._working = 0
        self._stopped = False

    def start(self) -> None:
        """Begin to consume; the service starts without a broker too and answers when there is one."""
        self.container.spawn_managed_thread(self.link.run, identifier="calls.link")
        self.container.spawn_managed_thread(self._dispatch, identifier="calls.dispatch")

    def _consume(self, channel: Any) -> None:
        queue = f"rpc-{self.service}"
        channel.exchange_declare(wire.RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
        channel.queue_declare(queue, durable=True, auto_delete=False)
        channel.queue_bind(queue, wire.RPC_EXCHANGE, f"{self.service}.*")
        channel.basic_qos(0, self.prefetch, False)
        channel.basic_consume(queue, consumer_tag="calls", callback=self._arrive)

    def _arrive(self, message: Any) -> None:
        self._arrived.append((message, clock.monotonic_seconds()))
        self._wake()

    def _wake(self) -> None:
        if not self._more.ready():
            self._more.send()

    def _lost(self) -> None:
        """What had arrived is given to somebody by the broker again."""
        self._arrived.clear()

    def _dispatch(self) -> None:
        """Start a worker per call; waits for a free one here, so that the reader can go on."""
        while not self._stopped:
            while self._arrived:
                self._begin(*self._arrived.popleft())
            self._more.wait()
            self._more = Event()

    def _begin(self, message: Any, arrived: float) -> None:
        reply = partial(self._reply, message)
        name = message.delivery_info["routing_key"].rpartition(".")[2]
        try:
            context = wire.context(message.headers)
            if context.late:
                calls_late_total.labels(name).inc()
                self.link.post(lambda channel: channel.basic_ack(message.delivery_tag))
                return
            provider = self.provider(name)
            provider.begin(wire.request_message(message.body), context, reply, arrived)
        except Refusal as refusal:
            reply(wire.refusal_body(refusal))
        except ContainerBeingKilled:
            self.link.abandon()
        except Exception:
            log.exception("a call could not be begun", extra={"call": name})
            reply(wire.refusal_body(wire.Fault()))

    def provider(self, name: str) -> Any:
        """Return the entrypoint of a call; NotFound when the service has no such call."""
        for provider in self._providers:
            if provider.call.name == name:
                return provider
        raise NotFound(f"The service has no call {name}.")

    def _reply(self, message: Any, body: bytes) -> None:
        properties = message.properties
        answer = Body(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            correlation_id=properties.get("correlation_id"),
        )
        to = properties.get("reply_to") or ""
        exchange = "" if to.startswith("amq.") else wire.RPC_EXCHANGE

        def send(channel: Any) -> None:
            if message.channel is channel:
                put_on_wire(channel, answer, exchange, to, mandatory=False)
                channel.basic_ack(message.delivery_tag)

        self.link.post(send)

    def stop(self) -> None:
        """Cancel the subscription, let every accepted call finish and be answered, then close."""
        if self._stopped:
            return
        self.link.post(lambda channel: channel.basic_cancel("calls", nowait=True))
        with eventlet.Timeout(DRAIN_SECONDS, False):
            while self._arrived or self._working:
                eventlet.sleep(0.02)
        self.link.flush(2)
        self._stopped = True
        self._wake()
        self.link.stop()

    def kill(self) -> None:
        """Close at once."""
        self._stopped = True
        self.link.stop()

    def working(self, change: int) -> None:
        """Count the calls in work."""
        self._working += change
