"""Calling another service: deadline, breaker, signed caller, and never inside a transaction."""

import itertools
from typing import Any

import eventlet
from amqp import Message as Body
from eventlet.event import Event
from nameko.extensions import DependencyProvider, SharedExtension

from services.common import caller as callers
from services.common import clock, logs, metrics, settings, wire
from services.common.confirms import put_on_wire
from services.common.contract import Call, dump, load
from services.common.database import in_transaction
from services.common.errors import DeadlinePassed, Unavailable
from services.common.link import Link

FAILURES_TO_OPEN = 3
OPEN_SECONDS = 1.0

peer_calls_total = metrics.counter("peer_calls_total", "Calls to other services by what came of them",
                                   ("peer", "call", "outcome"))  # fmt: skip


class CallInTransaction(RuntimeError):
    """A call was tried between BEGIN and COMMIT: ask first, then open the transaction."""


class Breaker:
    """Refuses calls to a service that has not answered lately; lets one through each second to see."""

    def __init__(self) -> None:
        self.failures = 0
        self.opened_at = 0.0

    def check(self) -> None:
        """Raise Unavailable while the breaker is open."""
        if self.failures < FAILURES_TO_OPEN:
            return
        if clock.monotonic_seconds() - self.opened_at < OPEN_SECONDS:
            raise Unavailable("The service has not answered lately.")
        self.opened_at = clock.monotonic_seconds()

    def note(self, answered: bool) -> None:
        """Count an outcome."""
        self.failures = 0 if answered else self.failures + 1
        if self.failures == FAILURES_TO_OPEN:
            self.opened_at = clock.monotonic_seconds()


class CallClient(SharedExtension):
    """Sends calls and receives their answers by direct reply-to; one connection for all peers."""

    def setup(self) -> None:
        """Prepare the link."""
        mine = settings.read(self.container.service_name)
        self.service, self.secret = mine.service, mine.secret
        self.link = Link(mine.amqp_uri, "peers", self._consume, self._lost)
        self._pending: dict[str, Event] = {}
        self._number = itertools.count(1)
        self.breakers: dict[str, Breaker] = {}

    def start(self) -> None:
        """Connect in the background."""
        self.container.spawn_managed_thread(self.link.run, identifier="peers.link")

    def stop(self) -> None:
        """Close the connection."""
        self.link.stop()

    def _consume(self, channel: Any) -> None:
        channel.basic_consume(wire.DIRECT_REPLY, no_ack=True, callback=self._answered)
        channel.events["basic_return"].add(self._returned)

    def _answered(self, message: Any) -> None:
        waiting = self._pending.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send(message.body)

    def _returned(self, *args: Any) -> None:
        """Nobody has ever listened for this service: say so at once."""
        waiting = self._pending.pop(args[-1].properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send(None)

    def _lost(self) -> None:
        pending, self._pending = self._pending, {}
        for waiting in pending.values():
            waiting.send(None)

    def call(self, peer: str, call: Call, message: dict[str, Any], caller: callers.Caller) -> Any:
        """Return the peer's answer; raises its refusal, Unavailable or DeadlinePassed."""
        if in_transaction():
            raise CallInTransaction(f"{peer}.{call.name}")
        breaker = self.breakers.setdefault(peer, Breaker())
        breaker.check()
        try:
            body = self._exchange(peer, call, dump(call.request, message), caller)
        except Unavailable:
            breaker.note(answered=False)
            peer_calls_total.labels(peer, call.name, "no_answer").inc()
            raise
        breaker.note(answered=True)
        peer_calls_total.labels(peer, call.name, "answered").inc()
        return load(call.answer, wire.open_answer(body))

    def _exchange(self, peer: str, call: Call, message: Any, caller: callers.Caller) -> bytes:
        correlation, answer = str(next(self._number)), Event()
        until = clock.epoch_seconds() + call.deadline_seconds
        request = Body(
            wire.request_body(message),
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            reply_to=wire.DIRECT_REPLY,
            correlation_id=correlation,
            expiration=str(int(call.deadline_seconds * 1000)),
            application_headers=wire.headers(callers.sign(caller, self.secret), until, logs.trace.get()),
        )
        key = f"{peer}.{call.name}"
        self._pending[correlation] = answer
        if not self.link.post(lambda channel: put_on_wire(channel, request, wire.RPC_EXCHANGE, key)):
            self._pending.pop(correlation, None)
            raise Unavailable("The broker cannot be reached.")
        return self._wait(correlation, answer, call.deadline_seconds)

    def _wait(self, correlation: str, answer: Event, seconds: float) -> bytes:
        try:
            with eventlet.Timeout(seconds):
                body = answer.wait()
        except eventlet.Timeout as error:
            self._pending.pop(correlation, None)
            raise DeadlinePassed() from error
        if body is None:
            raise Unavailable("The service cannot be reached.")
        return body


class Peer(DependencyProvider):
    """Gives workers `peer.call(CALL, message)`, made in the name of this service."""

    client = CallClient()

    def __init__(self, name: str) -> None:
        self.name = name

    def get_dependency(self, worker_ctx: Any) -> "BoundPeer":
        """Return the peer."""
        return BoundPeer(self.name, self.client)


class BoundPeer:
    """A peer as a worker uses it; a fake in tests needs this one method."""

    def __init__(self, name: str, client: CallClient) -> None:
        self.name = name
        self.client = client

    def call(self, call: Call, message: dict[str, Any], caller: callers.Caller | None = None) -> Any:
        """Make a call; in the name of this service unless a caller's own statement is passed on."""
        own = caller or callers.Caller(kind="service", subject=self.client.service)
        return self.client.call(self.name, call, message, own)


__all__ = ["BoundPeer", "Breaker", "CallInTransaction", "Peer"]
