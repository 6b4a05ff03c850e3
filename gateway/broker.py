"""Calls to services over RabbitMQ: one connection, answers by direct reply-to, nothing waits longer than it may."""

import asyncio
import contextlib
import itertools
from typing import Any

from pamqp.commands import Basic

from gateway.connection import LOST, GuardedConnection, ReplyChannel
from services.common import clock, logs, metrics, wire
from services.common.errors import DeadlinePassed, Unavailable

log = logs.logger(__name__)
CONNECT_SECONDS = 3
PAUSES = (0.1, 0.2, 0.5, 1.0)
Answer = asyncio.Future[bytes | None]

broker_connected = metrics.gauge("gateway_broker_connected", "Whether the gateway has a connection to the broker")
broker_losses_total = metrics.counter("gateway_broker_losses_total", "Times the connection was lost or in alarm")


class NoAnswer(Unavailable):
    """A part of the system does not answer now: repeat shortly."""


class TooLate(NoAnswer, DeadlinePassed):
    """The answer did not come in time, though others were answered: repeat shortly."""


class Broker:
    """One connection that comes back by itself; `exchange` never waits for it."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._channel: ReplyChannel | None = None
        self._waiting: dict[str, Answer] = {}
        self._heard_at: dict[str, float] = {}
        self._number = itertools.count(1)
        self._keeper: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Whether calls can be sent now."""
        return self._channel is not None

    def start(self) -> None:
        """Connect in the background, and again after each loss."""
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End the connection."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def _keep(self) -> None:
        failures = 0
        while True:
            try:
                await self._live()
                failures = 0
            except LOST as error:
                failures += 1
                if failures == 1:
                    log.warning("the broker cannot be reached", extra={"error": type(error).__name__})
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])

    async def _live(self) -> None:
        """Connect and stay until the connection is lost."""
        connection = GuardedConnection(self.uri)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await connection.connect()
                channel = ReplyChannel(connection, self._answer)
                await channel.listen()
            self._channel = channel
            broker_connected.set(1)
            log.info("connected to the broker")
            await asyncio.wait((connection.closing, channel.closing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._lose(connection)
            connection.held.cut()
            with contextlib.suppress(*LOST):
                await asyncio.wait_for(connection.close(), 1)

    def _lose(self, connection: GuardedConnection) -> None:
        """Tell everybody who waits that nothing will come."""
        if self._channel is not None:
            broker_losses_total.inc()
            log.warning("lost the broker", extra={"alarm": connection.in_alarm})
        self._channel = None
        broker_connected.set(0)
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            if not future.done():
                future.set_result(None)

    def _answer(self, correlation: str, body: bytes | None) -> None:
        """Give an answer to who waits for it; one that comes too late still shows that its service is there."""
        if body is not None:
            self._heard_at[correlation.partition(".")[0]] = clock.monotonic_seconds()
        future = self._waiting.pop(correlation, None)
        if future is not None and not future.done():
            future.set_result(body)

    async def exchange(self, key: str, body: bytes, headers: dict[str, Any], seconds: float, patience: float) -> bytes:
        """Send a call and return its answer within `seconds`.

        NoAnswer at once when there is nobody, or when the service has answered nothing, to whomever, for as long as
        `patience`; TooLate when it answers others and this call has not had its turn in time.
        """
        channel = self._channel
        if channel is None:
            raise NoAnswer()
        service = key.partition(".")[0]
        correlation = f"{service}.{next(self._number)}"
        properties = Basic.Properties(
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            reply_to=wire.DIRECT_REPLY,
            correlation_id=correlation,
            expiration=str(int(seconds * 1000)),
            headers=headers,
        )
        answer = self._waiting[correlation] = asyncio.get_running_loop().create_future()
        try:
            channel.publish(body, key, properties)
            return await self._wait(service, answer, seconds, patience)
        except LOST as error:
            raise NoAnswer() from error
        finally:
            self._waiting.pop(correlation, None)

    async def _wait(self, service: str, answer: Answer, seconds: float, patience: float) -> bytes:
        sent = now = clock.monotonic_seconds()
        until = sent + seconds
        while not answer.done():
            heard = self._heard_at.get(service, 0.0)
            silent = max(sent, heard) + patience
            if now >= min(silent, until):
                raise TooLate() if heard > sent and until <= silent else NoAnswer()
            await asyncio.wait((answer,), timeout=min(silent, until) - now)
            now = clock.monotonic_seconds()
        body = answer.result()
        if body is None:
            raise NoAnswer()
        return body
