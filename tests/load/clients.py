"""Clients that create requests: as fast as answers come, or at a given rate."""

import asyncio
import random
import time
from dataclasses import dataclass, field

from tests.load import bodies
from tests.load.http_client import HttpClient


@dataclass
class Outcome:
    """What came of a run: milliseconds per answered create, numbers, refusals by status."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Accepted creates per second."""
        return len(self.numbers) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the milliseconds that this share of answers did not exceed."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Clients:
    """Creates requests at one gateway; every request has its own idempotency key."""

    def __init__(self, gateway: str, seed: int = 311) -> None:
        self.http = HttpClient(gateway)
        self.chance = random.Random(seed)
        self.position = 0
        self.run_id = f"{time.time_ns():x}"

    async def _create(self, outcome: Outcome) -> None:
        self.position += 1
        body = bodies.request(self.chance, self.position)
        key = {"Idempotency-Key": f"{self.run_id}-{self.position}"}
        started = time.perf_counter()
        try:
            reply = await self.http.request("POST", "/v1/requests", body, key)
        except (OSError, TimeoutError) as error:
            outcome.refused[type(error).__name__] = outcome.refused.get(type(error).__name__, 0) + 1
            return
        if reply.status == 201:
            outcome.milliseconds.append((time.perf_counter() - started) * 1000)
            outcome.numbers.append(reply.body["number"])
        else:
            outcome.refused[str(reply.status)] = outcome.refused.get(str(reply.status), 0) + 1

    async def closed_loop(self, clients: int, seconds: float) -> Outcome:
        """Have each client create as soon as its last create was answered."""
        outcome, until = Outcome(), time.perf_counter() + seconds

        async def one() -> None:
            while time.perf_counter() < until:
                await self._create(outcome)

        started = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(clients)))
        outcome.seconds = time.perf_counter() - started
        return outcome

    async def paced(self, per_second: float, seconds: float) -> Outcome:
        """Start creates at even intervals, whether or not earlier ones are answered."""
        outcome, started = Outcome(), time.perf_counter()
        running: set[asyncio.Task[None]] = set()
        for turn in range(int(per_second * seconds)):
            wait = started + turn / per_second - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            task = asyncio.create_task(self._create(outcome))
            running.add(task)
            task.add_done_callback(running.discard)
        outcome.seconds = time.perf_counter() - started
        await asyncio.gather(*running)
        return outcome
