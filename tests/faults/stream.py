"""Residents who ask at a steady pace while things break, and repeat with the same key until they are answered."""

import asyncio
import random
import time
import uuid
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from tests.faults.journal import Answered, Journal, digest
from tests.faults.planted import plant
from tests.load import records
from tests.load.http_client import HttpClient
from tests.load.records import Record

MADE_UP = Path(records.__file__).parent / "made_up_records.csv"
TRIES = 60
ANSWER_SECONDS = 8.0
LONGEST_PAUSE_SECONDS = 4.0
# Who waits for an answer still holds the line: a storm of repeats would only measure itself.
AT_ONCE = 64
CLOSED_AFTER_SECONDS = (1.0, 8.0)


class Stream:
    """Creates made-up requests; remembers which number is to be closed when, and with which code."""

    def __init__(self, gateway: str, journal: Journal, per_second: float) -> None:
        self.http = HttpClient(gateway, ANSWER_SECONDS)
        self.journal = journal
        self.per_second = per_second
        self.run_id = uuid.uuid4().hex[:8]
        self.chance = random.Random(311)
        self.closes: dict[str, tuple[float, str]] = {}
        self.answered = self.repeated = 0
        self.refused: list[str] = []
        self.slowest_seconds = 0.0
        self.is_over = False
        self._known: set[str] = set()
        self._lines = asyncio.Semaphore(AT_ONCE)

    async def run(self, until: asyncio.Event) -> None:
        """Start creates at even intervals until told to end, then wait for the last answer."""
        started, running = time.monotonic(), set()
        for turn, (key, record) in enumerate(self._wishes()):
            if until.is_set():
                break
            await asyncio.sleep(max(0.0, started + turn / self.per_second - time.monotonic()))
            await self._lines.acquire()
            task = asyncio.create_task(self.create(key, record))
            running.add(task)
            task.add_done_callback(lambda done: (running.discard(done), self._lines.release()))
        await asyncio.gather(*running)
        self.is_over = True

    def _wishes(self) -> Iterator[tuple[str, Record]]:
        for turn, record in enumerate(cycle(list(records.read(MADE_UP)))):
            yield f"{self.run_id}-{turn:05d}", record

    async def create(self, key: str, record: Record) -> None:
        """Ask until there is an answer; the same key makes it one request however often it is asked."""
        body = plant(record.body, key)
        for attempt in range(TRIES):
            status, said = await self._ask(key, body)
            if status == 201:
                self._note(Answered(key, said["number"], digest(body)), record)
                return
            if 400 <= status < 500 and status not in (408, 429):
                self.refused.append(f"{key}: {status} {said}")
                return
            self.repeated += 1
            await asyncio.sleep(self.chance.uniform(0.5, 1.0) * min(LONGEST_PAUSE_SECONDS, 0.2 * 2**attempt))
        self.refused.append(f"{key}: no answer after {TRIES} tries")

    async def _ask(self, key: str, body: dict) -> tuple[int, dict]:
        began = time.monotonic()
        try:
            reply = await self.http.request("POST", "/v1/requests", body, {"Idempotency-Key": key})
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return 0, {}
        if reply.status == 201:
            self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
        return reply.status, reply.body if isinstance(reply.body, dict) else {}

    def _note(self, answered: Answered, record: Record) -> None:
        self.journal.note(answered)
        self.answered += 1
        self._known.add(answered.number)
        if record.closed:
            after = self.chance.uniform(*CLOSED_AFTER_SECONDS)
            self.closes[answered.number] = (time.monotonic() + after, record.close_code)

    def due(self, number: str) -> tuple[float, str] | None:
        """When a department closes a request, and how; None when it never does."""
        if number not in self._known:
            return time.monotonic() + 0.5, "done"  # its 201 is still on its way to us
        closes = self.closes.get(number)
        return (0.0, closes[1]) if closes and self.is_over else closes
