"""How much one service does in a second: what residents ask of it, or how fast it works off what has piled up."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from deploy.local import Stack
from tests.faults import quiet
from tests.faults.databases import Databases
from tests.faults.quarter import SHARE
from tests.load import bodies
from tests.load.clients import Clients
from tests.load.http_client import HttpClient
from tests.load.processes import measure

# So many a process that a quarter core has no pause, and so few that it answers each in time.
CREATING, READING = 32, 16
SECONDS = 12.0
WARM_UP_SECONDS = 2.0
PILE = 1500
# From when a tenth is done until the last twentieth is left: neither waking up nor the last few count.
FROM, TO = PILE // 10, PILE - PILE // 20
DRAIN_SECONDS = 120.0
HANDLED = "SELECT count(*) FROM inbox WHERE source = 'intake' AND type = 'request_opened' AND state = 'handled'"
SENT = "SELECT count(*) FROM messages WHERE step = 'opened' AND state = 'sent'"
# Two cores are not enough for all services at once. Who only hears the measured one is held still meanwhile: what it
# would do comes later, and what the measured one does is the same.
STILL = {"intake": ("routing", "notify"), "routing": ("notify",)}


@dataclass(frozen=True)
class Measured:
    """Things done per second, and what share of their quota the processes used: short of it, something else limits."""

    per_second: float
    busy: float

    def __str__(self) -> str:
        return f"{self.per_second:.1f}/s ({self.busy:.0%} busy)"


class Stopwatch:
    """Seconds passed, and CPU seconds spent by some processes."""

    def __init__(self, pids: list[int]) -> None:
        self.pids = pids
        self.began, self.spent = time.monotonic(), self._spent()

    def _spent(self) -> float:
        return measure({"measured": self.pids}).total_cpu_seconds

    def read(self, done: int) -> Measured:
        """What was done since the start."""
        seconds = time.monotonic() - self.began
        return Measured(done / seconds, (self._spent() - self.spent) / (seconds * SHARE * len(self.pids)))


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

    async def measure(self, pids: list[int]) -> Measured:
        """Things done per second by the processes that run now."""
        ways: dict[str, Callable[[], Awaitable[Measured]]] = {
            "intake": lambda: self._creates(pids),
            "geo": lambda: self._reads(pids, self._jurisdiction),
            "kb": lambda: self._reads(pids, self._question),
            "routing": lambda: self._works_off(pids, HANDLED),
            "notify": lambda: self._works_off(pids, SENT),
        }
        with _held(self._still()):
            return await ways[self.service]()

    def _still(self) -> list[int]:
        named = STILL.get(self.service, ())
        return [pid for label, pid in self.stack.pids().items() if pid and label in named]

    async def _creates(self, pids: list[int]) -> Measured:
        clients = Clients(self.gateway)
        await clients.closed_loop(CREATING * len(pids), WARM_UP_SECONDS)
        watch = Stopwatch(pids)
        outcome = await clients.closed_loop(CREATING * len(pids), SECONDS)
        return watch.read(len(outcome.numbers))

    def _jurisdiction(self) -> str:
        place = self.chance.choice(bodies.addresses())
        return f"/v1/jurisdictions?lat={place['lat']}&long={place['long']}"

    def _question(self) -> str:
        words = self.chance.sample(["pothole", "trash", "library", "snow", "tax", "tree", "noise", "bus", "dog"], 2)
        return f"/v1/answers?q={'+'.join(words)}+{self.chance.randrange(1000)}"

    async def _reads(self, pids: list[int], path: Callable[[], str]) -> Measured:
        http, answered = HttpClient(self.gateway), 0
        until = time.monotonic() + WARM_UP_SECONDS + SECONDS

        async def one() -> None:
            nonlocal answered
            while time.monotonic() < until:
                answered += (await http.request("GET", path())).status == 200

        asking = [asyncio.create_task(one()) for _ in range(READING)]
        await asyncio.sleep(WARM_UP_SECONDS)
        watch, before = Stopwatch(pids), answered
        await asyncio.gather(*asking)
        return watch.read(answered - before)

    async def _works_off(self, pids: list[int], done: str) -> Measured:
        """Hold the service still while requests pile up and the others do their part; then let it run and time it."""
        before = self.databases.one(self.service, done)
        with _held(pids):
            await self._pile_up()
            await quiet.until_quiet(self._left_to_others, DRAIN_SECONDS)
        await self._until(done, before + FROM)
        watch = Stopwatch(pids)
        await self._until(done, before + TO)
        return watch.read(TO - FROM)

    def _left_to_others(self) -> quiet.Left:
        """What services other than the measured one, and those that it tells, still have to do."""
        idle = {self.service, *STILL.get(self.service, ())}
        found = quiet.left(self.databases, quiet.hears())
        return {what: many for what, many in found.items() if what.rpartition(" ")[2] not in idle}

    async def _until(self, done: str, count: int) -> None:
        """Wait until so much is done."""
        started = time.monotonic()
        while self.databases.one(self.service, done) < count:
            if time.monotonic() - started > DRAIN_SECONDS:
                raise TimeoutError(f"{self.service} has not worked off what it should in {DRAIN_SECONDS:.0f} s")
            await asyncio.sleep(0.05)

    async def _pile_up(self) -> None:
        clients: Any = Clients(self.gateway)
        opened = 0
        while opened < PILE:
            outcome = await clients.closed_loop(READING, min(1.0, (PILE - opened) / 100))
            opened += len(outcome.numbers)
