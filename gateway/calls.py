"""Asking a service: deadline, breaker, the signed caller, and the emergency door when the broker does not carry it."""

from collections.abc import Mapping
from typing import Any

from gateway.broker import Broker, NoAnswer
from gateway.door import Door
from services.common import clock, logs, metrics, wire
from services.common.caller import Caller, sign
from services.common.contract import Call

log = logs.logger(__name__)
FAILURES_TO_OPEN = 3
OPEN_SECONDS = 1.0
FIRST_TRY_SECONDS = 1.2
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


class Breaker:
    """Open once a service has not answered three times in a row; lets one call a second through to see."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.failures = 0
        self.tried_at = 0.0
        self.answered_at = float("-inf")

    @property
    def closed(self) -> bool:
        """Whether calls go through."""
        return self.failures < FAILURES_TO_OPEN

    def lets_through(self) -> bool:
        """Whether this call may try; counts it as the one of this second while open."""
        if self.closed:
            return True
        now = clock.monotonic_seconds()
        if now - self.tried_at < OPEN_SECONDS:
            return False
        self.tried_at = now
        return True

    def note(self, answered: bool) -> None:
        """Count an outcome."""
        if answered:
            if not self.closed:
                log.info("a service answers again", extra={"of": self.service})
            self.failures, self.answered_at = 0, clock.monotonic_seconds()
            return
        self.failures += 1
        if self.failures == FAILURES_TO_OPEN:
            self.tried_at = clock.monotonic_seconds()
            log.warning("a service does not answer calls", extra={"of": self.service})


class Calls:
    """Makes calls in the name of a caller."""

    def __init__(self, broker: Broker, doors: Mapping[str, Door], secret: bytes) -> None:
        self.broker = broker
        self.doors = doors
        self.secret = secret
        self.breakers: dict[str, Breaker] = {}
        self._statements: dict[Caller, tuple[str, float]] = {}

    def breaker(self, service: str) -> Breaker:
        """Return a service's breaker."""
        found = self.breakers.get(service)
        if found is None:
            found = self.breakers[service] = Breaker(service)
        return found

    async def make(self, service: str, call: Call, message: dict[str, Any], caller: Caller, trace: str) -> Any:
        """Return the answer of a call; raises the refusal in it, or NoAnswer."""
        began = clock.monotonic_seconds()
        try:
            body = await self._exchange(service, call, message, self._statement(caller), trace)
        except NoAnswer:
            calls_total.labels(service, call.name, "no_answer").inc()
            raise
        calls_total.labels(service, call.name, "answered").inc()
        call_seconds.labels(service, call.name).observe(clock.monotonic_seconds() - began)
        return wire.open_answer(body)

    async def _exchange(self, service: str, call: Call, message: dict[str, Any], statement: str, trace: str) -> bytes:
        door = self.doors.get(service) if call.door else None
        try:
            seconds = FIRST_TRY_SECONDS if door else call.deadline_seconds
            return await self._by_broker(service, call, message, statement, trace, seconds)
        except NoAnswer:
            if door is None:
                raise
        return await door.exchange(call.name, message, statement, trace)

    async def _by_broker(
        self, service: str, call: Call, message: dict[str, Any], statement: str, trace: str, seconds: float
    ) -> bytes:
        breaker = self.breaker(service)
        if not breaker.lets_through():
            raise NoAnswer()
        headers = wire.headers(statement, clock.epoch_seconds() + seconds, trace)
        try:
            body = await self.broker.exchange(f"{service}.{call.name}", wire.request_body(message), headers, seconds)
        except NoAnswer:
            breaker.note(answered=False)
            raise
        breaker.note(answered=True)
        return body

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
