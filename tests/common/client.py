"""A client of services that speaks plain AMQP: it can also say what no well-behaved client would."""

import itertools
from typing import Any

from amqp import Message
from kombu import Connection

from deploy.processes import AwaitedInVain
from services.common import caller as callers
from services.common import clock, wire
from services.common.caller import Caller

AGENT = Caller(kind="staff", subject="agent-1", roles=("agent",))


class Client:
    """One connection; `call` waits for the answer, `send` and `answer` are its two halves."""

    def __init__(self, uri: str, secret: bytes) -> None:
        self.secret = secret
        self.connection = Connection(uri, connect_timeout=5)
        self.channel = self.connection.channel()
        self.answers: dict[str, Any] = {}
        self._number = itertools.count(1)
        self.channel.basic_consume(wire.DIRECT_REPLY, no_ack=True, callback=self._answered)

    def _answered(self, message: Any) -> None:
        self.answers[message.properties["correlation_id"]] = message.body

    def send(
        self,
        service: str,
        call: str,
        message: Any = None,
        caller: Caller | None = AGENT,
        headers: dict[str, Any] | None = None,
        body: bytes | None = None,
    ) -> str:
        """Send a call and return what its answer will be known by."""
        said = headers
        if said is None:
            signed = callers.sign(caller, self.secret) if caller else ""
            said = wire.headers(signed, clock.epoch_seconds() + 20, None)
        correlation = str(next(self._number))
        properties = {"reply_to": wire.DIRECT_REPLY, "correlation_id": correlation, "application_headers": said}
        properties |= {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 1}
        request = Message(wire.request_body(message) if body is None else body, **properties)
        self.channel.basic_publish(request, wire.RPC_EXCHANGE, f"{service}.{call}")
        return correlation

    def answer(self, correlation: str, seconds: float = 10) -> Any:
        """Wait for the answer; return its result or raise the refusal in it."""
        until = clock.monotonic_seconds() + seconds
        while correlation not in self.answers:
            left = until - clock.monotonic_seconds()
            if left <= 0:
                raise AwaitedInVain(f"the answer to call {correlation}: not within {seconds:g} s")
            try:
                self.connection.drain_events(timeout=left)
            except TimeoutError:
                continue
        return wire.open_answer(self.answers.pop(correlation))

    def call(self, service: str, call: str, message: Any = None, seconds: float = 10, **how: Any) -> Any:
        """Send a call and return its result or raise its refusal."""
        return self.answer(self.send(service, call, message, **how), seconds)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
