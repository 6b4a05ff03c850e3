"""Asking a service: limit, deadline, breaker, the signed caller, and the emergency door when the broker is no way."""

from collections.abc import Mapping
from typing import Any

from gateway.breaker import Breaker
from gateway.broker import Broker, NoAnswer, TooLate
from gateway.door import Door
from gateway.problems import Overloaded
from gateway.room import Room
from services.common import clock, metrics, wire
from services.common.caller import Caller, sign
from services.common.contract import Call

# What has a door is answered within two seconds: so long may all its ways together take.
ALL_SECONDS = 1.9
# After so long without any answer of the service, to this call or another, it is silent and its door is tried.
SILENT_SECONDS = 1.2
LEAST_DOOR_SECONDS = 0.5
STATEMENT_SECONDS = 20
MOST_STATEMENTS = 2000

calls_total = metrics.counter(
    "gateway_calls_total",
    "Calls to services by what came of them (a refusal is an answer)",
    ("service", "call", "outcome"),
)
call_seconds = metrics.histogram(
    "gateway_call_seconds", "From sending a call to its answer, door included", ("service", "call")
)


class Calls:
    """Makes calls in the name of a caller."""

    def __init__(self, broker: Broker, doors: Mapping[str, Door], secret: bytes, most: int) -> None:
        self.broker = broker
        self.doors = doors
        self.secret = secret
        self.breakers = {service: Breaker(service) for service in doors}
        self.rooms = {service: Room(service, most) for service in doors}
        self._statements: dict[Caller, tuple[str, float]] = {}

    async def make(
        self, service: str, call: Call, message: dict[str, Any], caller: Caller, trace: str, rank: str = "create"
    ) -> Any:
        """Return the answer of a call; raises the refusal in it, Overloaded or NoAnswer."""
        began = clock.monotonic_seconds()
        outcome = "no_answer"
        try:
            with self.rooms[service].place(rank, call.deadline_seconds):
                body = await self._exchange(service, call, message, self._statement(caller), trace)
            outcome = "answered"
        except Overloaded:
            outcome = "shed"
            raise
        finally:
            calls_total.labels(service, call.name, outcome).inc()
        call_seconds.labels(service, call.name).observe(clock.monotonic_seconds() - began)
        return wire.open_answer(body)

    async def _exchange(self, service: str, call: Call, message: dict[str, Any], statement: str, trace: str) -> bytes:
        """Ask by the broker; by the door only when the broker is no way or nobody has answered for a while.

        A service that answers others is busy, and asking it a second time would make it busier.
        """
        if not call.door:
            return await self._by_broker(service, call, message, statement, trace)
        until = clock.monotonic_seconds() + ALL_SECONDS
        try:
            return await self._by_broker(service, call, message, statement, trace)
        except TooLate:
            raise
        except NoAnswer:
            seconds = max(LEAST_DOOR_SECONDS, until - clock.monotonic_seconds())
        return await self.doors[service].exchange(call.name, message, statement, trace, seconds)

    async def _by_broker(self, service: str, call: Call, message: dict[str, Any], statement: str, trace: str) -> bytes:
        seconds = min(call.deadline_seconds, ALL_SECONDS) if call.door else call.deadline_seconds
        patience = SILENT_SECONDS if call.door else seconds
        with self.breakers[service].call():
            headers = wire.headers(statement, clock.epoch_seconds() + seconds, trace)
            key = f"{service}.{call.name}"
            return await self.broker.exchange(key, wire.request_body(message), headers, seconds, patience)

    def _statement(self, caller: Caller) -> str:
        """Return the signed statement, made anew after a third of its minute."""
        now = clock.monotonic_seconds()
        known = self._statements.get(caller)
        if known is not None and now - known[1] < STATEMENT_SECONDS:
            return known[0]
        if len(self._statements) >= MOST_STATEMENTS:
            self._statements.clear()
        statement = sign(caller, self.secret)
        self._statements[caller] = (statement, now)
        return statement
