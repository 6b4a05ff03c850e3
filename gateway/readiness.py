"""Whether the system can be used: every service's own /ready is looked at every two seconds."""

import asyncio
import contextlib
from typing import Any

import orjson

from gateway.calls import Calls
from gateway.http_pool import FAILED, HttpPool
from services.common import clock, logs

log = logs.logger(__name__)
LOOK_SECONDS = 2.0
ANSWER_SECONDS = 1.5
LATELY_SECONDS = 10.0


class Readiness:
    """What each service last said of itself."""

    def __init__(self, addresses: dict[str, str], calls: Calls) -> None:
        self.pools = {service: HttpPool(address, most=1) for service, address in addresses.items()}
        self.calls = calls
        self.states: dict[str, dict[str, Any]] = {service: {"ready": False} for service in addresses}
        self.waited_for = set(addresses)
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._watch = asyncio.create_task(self._look_always())

    async def stop(self) -> None:
        """Look no more."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        for pool in self.pools.values():
            pool.close()

    async def _look_always(self) -> None:
        while True:
            await asyncio.gather(*(self._look(service) for service in self.pools))
            await asyncio.sleep(0.2 if self.waited_for else LOOK_SECONDS)

    async def _look(self, service: str) -> None:
        try:
            status, body = await self.pools[service].request("GET", "/ready", None, {}, ANSWER_SECONDS)
            said = orjson.loads(body)
            checks = said.get("checks", {}) if isinstance(said, dict) else {}
            state = {"ready": status == 200, "checks": checks}
        except (*FAILED, ValueError):
            state = {"ready": False, "checks": {"http": False}}
        if state["ready"] != self.states[service]["ready"]:
            log.info("readiness changed", extra={"of": service, "ready": state["ready"]})
        self.states[service] = state
        if state["ready"]:
            self.waited_for.discard(service)

    @property
    def intake_can_be_reached(self) -> bool:
        """Whether requests can be taken: by RPC, or through the door."""
        intake = self.states["intake"]
        by_door = bool(intake.get("checks", {}).get("database"))
        lately = clock.monotonic_seconds() - self.calls.breakers["intake"].answered_at < LATELY_SECONDS
        return intake["ready"] or by_door or (self.calls.broker.connected and lately)

    @property
    def ready(self) -> bool:
        """Whether every service has been ready since start, and intake can be reached now."""
        return not self.waited_for and self.intake_can_be_reached

    def report(self) -> dict[str, Any]:
        """Return what /ready says."""
        return {"ready": self.ready, "broker": self.calls.broker.connected, "services": self.states}
