"""Whether the system can be used: every service's own /ready is looked at every two seconds."""

import asyncio
from pathlib import Path
from typing import Any

import orjson

from gateway.background import Background
from gateway.calls import Calls
from gateway.http_pool import FAILED, HttpPool
from services.common import clock, logs

log = logs.logger(__name__)
LOOK_SECONDS = 2.0
ANSWER_SECONDS = 1.5
LATELY_SECONDS = 10.0
SET_UP = "set-up"


class Readiness(Background):
    """What each service last said of itself."""

    def __init__(self, addresses: dict[str, str], calls: Calls, ready_file: Path | None = None) -> None:
        super().__init__()
        self.pools = {service: HttpPool(address, most=1) for service, address in addresses.items()}
        self.calls = calls
        self.states: dict[str, dict[str, Any]] = {service: {"ready": False} for service in addresses}
        self.waited_for = set(addresses)
        self.ready_file = ready_file

    async def stop(self) -> None:
        """Look no more."""
        await super().stop()
        for pool in self.pools.values():
            pool.close()

    async def go_on(self) -> None:
        """Look at every service again and again."""
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
        return not self.waits_for and self.intake_can_be_reached

    @property
    def waits_for(self) -> list[str]:
        """The services that have not been ready since start, and whoever sets the system up and is not done yet."""
        set_up = self.ready_file is None or self.ready_file.exists()
        return sorted(self.waited_for) + ([] if set_up else [SET_UP])

    def report(self) -> dict[str, Any]:
        """Return what /ready says."""
        told = {"ready": self.ready, "waits_for": self.waits_for, "broker": self.calls.broker.connected}
        return told | {"services": self.states}
