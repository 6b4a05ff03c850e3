"""How much one service does in a second: what residents ask of it, or how fast it works off what has piled up."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from deploy.local import Stack
from tests.faults.databases import Databases
from tests.load import bodies
from tests.load.clients import Clients
from tests.load.http_client import HttpClient

# So few a process that a quarter core answers each within the gateway's deadline: beyond lies overload.
CREATING, READING = 8, 16
SECONDS = 12.0
WARM_UP_SECONDS = 2.0
PILE = 1500
# From when a tenth is done until the last twentieth is left: neither waking up nor the last few count.
FROM, TO = PILE // 10, PILE - PILE // 20
DRAIN_SECONDS = 120.0
HANDLED = "SELECT count(*) FROM inbox WHERE source = 'intake' AND type = 'request_opened' AND state = 'handled'"
SENT = "SELECT count(*) FROM messages WHERE step = 'opened' AND state = 'sent'"


@contextmanager
def _held(pids: list[int]) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


class Meter:
    """Measures one service of a running system."""

    def __init__(self, stack: Stack, service: str, databases: Databases) -> None:
        self.stack, self.service, self.databases = stack, service, databases
        self.gateway = stack.run_json["gateway"]
        self.chance = random.Random(311)

    async def per_second(self, pids: list[int]) -> float:
        """Things done per second by the processes that run now."""
        ways: dict[str, Callable[[], Awaitable[float]]] = {
            "intake": lambda: self._creates(len(pids)),
            "geo": lambda: self._reads(self._jurisdiction),
            "kb": lambda: self._reads(self._question),
            "routing": lambda: self._works_off(pids, HANDLED),
            "notify": lambda: self._works_off(pids, SENT),
        }
        return await ways[self.service]()

    async def _creates(self, processes: int) -> float:
        clients = Clients(self.gateway)
        await clients.closed_loop(CREATING * processes, WARM_UP_SECONDS)
        return (await clients.closed_loop(CREATING * processes, SECONDS)).per_second

    def _jurisdiction(self) -> str:
        place = self.chance.choice(bodies.addresses())
        return f"/v1/jurisdictions?lat={place['lat']}&long={place['long']}"

    def _question(self) -> str:
        words = self.chance.sample(["pothole", "trash", "library", "snow", "tax", "tree", "noise", "bus", "dog"], 2)
        return f"/v1/answers?q={'+'.join(words)}+{self.chance.randrange(1000)}"

    async def _reads(self, path: Callable[[], str]) -> float:
        http, answered = HttpClient(self.gateway), 0
        until = time.monotonic() + WARM_UP_SECONDS + SECONDS

        async def one() -> None:
            nonlocal answered
            while time.monotonic() < until:
                reply = await http.request("GET", path())
                answered += reply.status == 200 and time.monotonic() > until - SECONDS

        await asyncio.gather(*(one() for _ in range(READING)))
        return answered / SECONDS

    async def _works_off(self, pids: list[int], done: str) -> float:
        """Hold the service still while requests pile up, then let it run and time it until nearly all are done.

        Who hears the service is held still for longer: two cores are not enough for all to catch up at once.
        """
        before = self.databases.one(self.service, done)
        with _held(self._others()):
            with _held(pids):
                await self._pile_up()
            began = await self._until(done, before + FROM)
            ended = await self._until(done, before + TO)
        return (TO - FROM) / (ended - began)

    def _others(self) -> list[int]:
        """Notify, while routing is measured: routing does not need it."""
        return [pid for label, pid in self.stack.pids().items() if pid and label == "notify" != self.service]

    async def _until(self, done: str, count: int) -> float:
        """Wait until so much is done; returns when that was."""
        started = time.monotonic()
        while self.databases.one(self.service, done) < count:
            if time.monotonic() - started > DRAIN_SECONDS:
                raise TimeoutError(f"{self.service} has not worked off what it should in {DRAIN_SECONDS:.0f} s")
            await asyncio.sleep(0.05)
        return time.monotonic()

    async def _pile_up(self) -> None:
        clients: Any = Clients(self.gateway)
        opened = 0
        while opened < PILE:
            outcome = await clients.closed_loop(READING, min(1.0, (PILE - opened) / 100))
            opened += len(outcome.numbers)
