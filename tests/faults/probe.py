"""A resident who asks once, without patience: is there a number within two seconds, and can it be read?"""

import asyncio
import time
from typing import Any

from tests.faults.evidence import Finding
from tests.faults.journal import Answered, digest
from tests.faults.planted import plant
from tests.faults.run import Run
from tests.faults.stream import MADE_UP
from tests.load import records
from tests.load.http_client import HttpClient, Reply

LIMIT_SECONDS = 2.0
PER_SECOND = 3.0
PENDING = {"jurisdiction", "department"}


class Prober:
    """Asks at a steady pace and notes what was not as promised; what was answered goes to the client's journal."""

    def __init__(self, run: Run, limit_seconds: float = LIMIT_SECONDS) -> None:
        self.run = run
        self.limit_seconds = limit_seconds
        self.http = HttpClient(run.told["gateway"], 5 * LIMIT_SECONDS)
        self.record = next(records.read(MADE_UP, 1))
        self.asked = 0
        self.slowest_seconds = 0.0

    async def during(self, state: str, seconds: float, nothing_answers: bool = True) -> None:
        """Probe for so long; `nothing_answers` says that neither place nor department can be known yet."""
        until, asked = time.monotonic() + seconds, self.asked
        self.slowest_seconds = 0.0
        tasks = []
        while time.monotonic() < until:
            tasks.append(asyncio.create_task(self._probe(state, nothing_answers)))
            await asyncio.sleep(1 / PER_SECOND)
        await asyncio.gather(*tasks)
        self.run.say(f"{state}: {self.asked - asked} creates, the slowest {self.slowest_seconds * 1000:.0f} ms")

    async def _probe(self, state: str, nothing_answers: bool) -> None:
        self.asked += 1
        key = f"probe-{self.run.stream.run_id}-{self.asked:04d}"
        body = plant(self.record.body, key)
        reply, seconds = await self._timed("POST", "/v1/requests", body, {"Idempotency-Key": key})
        self.slowest_seconds = max(self.slowest_seconds, seconds)
        if reply.status != 201 or seconds > self.limit_seconds:
            self._find(f"{state}: create {key} answered {reply.status} after {seconds:.2f} s {_said(reply)}")
        if reply.status != 201:
            await self.run.stream.create(key, self.record)
            return
        self.run.journal.note(Answered(key, reply.body["number"], digest(body)))
        self.run.stream.answered += 1
        if nothing_answers and set(reply.body["pending"]) != PENDING:
            self._find(f"{state}: {reply.body['number']} says that {reply.body['pending']} is pending")
        await self._read(state, reply.body["number"])

    async def _read(self, state: str, number: str) -> None:
        reply, seconds = await self._timed("GET", f"/v1/requests/{number}", None, {})
        if reply.status != 200 or reply.body["number"] != number or seconds > self.limit_seconds:
            self._find(f"{state}: reading {number} answered {reply.status} after {seconds:.2f} s {_said(reply)}")

    async def _timed(self, *asked: Any) -> tuple[Reply, float]:
        began = time.monotonic()
        try:
            reply = await self.http.request(*asked)
        except (OSError, TimeoutError) as error:
            reply = Reply(0, {}, {"detail": type(error).__name__})
        return reply, time.monotonic() - began

    def _find(self, says: str) -> None:
        self.run.findings.append(Finding("degraded", says))


def _said(reply: Reply) -> str:
    return "" if reply.status < 300 or not isinstance(reply.body, dict) else str(reply.body.get("detail", ""))
