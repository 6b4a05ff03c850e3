"""One run: a system, residents who ask, departments that work, something that breaks, quiet, and the judgement."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local import Stack
from tests.faults import quiet
from tests.faults.checker import check
from tests.faults.databases import Databases
from tests.faults.evidence import Evidence, Finding
from tests.faults.gather import gather
from tests.faults.journal import Journal
from tests.faults.quiet import Left
from tests.faults.stream import Stream
from tests.faults.witness import Witness
from tests.load.http_client import HttpClient
from tests.load.moved import Movement

# Its own stories of lost connections say nothing that the checker does not see.
logging.getLogger("aiormq").setLevel(logging.CRITICAL)
PER_SECOND = 16.0
QUIET_SECONDS = 120.0


@dataclass
class Run:
    """What happens in one run; `during` is awaited while residents ask, and may break whatever it likes."""

    stack: Stack
    per_second: float = PER_SECOND
    quiet_seconds: float = QUIET_SECONDS
    notify_kills: int = 0
    quiet_after: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)

    async def go(self, during: Callable[["Run"], Awaitable[Any]]) -> list[Finding]:
        """Run all of it; returns the findings."""
        self.began = time.monotonic()
        self._prepare()
        movement = Movement.of(self.told["metrics"])
        working = [asyncio.create_task(one.run()) for one in self.departments]
        working.append(asyncio.create_task(movement.watch()))
        over = asyncio.Event()
        asking = asyncio.create_task(self.stream.run(over))
        try:
            await during(self)
        finally:
            over.set()
            await asking
        await self._settle()
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        print(f"  metrics that move only when something happens, and did: {', '.join(movement.rare())}", flush=True)
        return await asyncio.to_thread(self._judge)

    def _prepare(self) -> None:
        folder = self.stack.folder
        self.told = self.stack.run_json
        self.databases = Databases(self.stack.databases)
        self.journal = Journal(folder / "client.journal")
        self.notes = folder / "departments.journal"
        self.stream = Stream(self.told["gateway"], self.journal, self.per_second)
        lines = self.notes.open("a")
        self.departments = [
            Witness(code, access, HttpClient(self.told["gateway"], 10), self.stream.due, notes=lines)
            for code, access in self.told["departments"].items()
        ]

    async def _settle(self) -> None:
        try:
            self.quiet_after = await quiet.until_quiet(self.left, self.quiet_seconds)
        except quiet.NotQuiet as reason:
            self.findings.append(Finding("not quiet", str(reason)))

    def left(self) -> Left:
        """What is left to do, the departments' part included."""
        found = quiet.left(self.databases, quiet.hears())
        came = sum(len({event_id for _, event_id in one.journal.deliveries}) for one in self.departments)
        found["not out of the queues"] = self.databases.one("routing", "SELECT count(*) FROM feed") - came
        mine = {number for one in self.departments for number in one.journal.arrived}
        found["not closed"] = len(mine & set(self.stream.closes)) - self.databases.one("intake", quiet.CLOSED)
        return {name: number for name, number in found.items() if number}

    def _judge(self) -> list[Finding]:
        refused = self.stream.refused + [said for one in self.departments for said in one.journal.refused]
        self.evidence = gather(self.told, self.databases, self.journal, self.notes, self.stack.folder / "log", refused)
        self.evidence.notify_kills = self.notify_kills
        self.findings += check(self.evidence)
        self.databases.close()
        return self.findings

    @property
    def clock(self) -> str:
        """Minutes and seconds since the run began."""
        seconds = int(time.monotonic() - self.began)
        return f"{seconds // 60}:{seconds % 60:02d}"

    def say(self, sentence: str) -> None:
        """Print a line about what has just happened."""
        counts = f"{self.stream.answered} answered, {self.stream.repeated} repeated"
        print(f"  {self.clock}  {sentence} ({counts})", flush=True)

    async def pause(self, seconds: float) -> None:
        """Let the load go on for a while; ends early when the stream has died."""
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), seconds)


def fresh(folder: Path, engine: str, **settings: Any) -> Stack:
    """A system in an empty folder, with a line for each thing that it says of itself."""
    return Stack(folder, engine=engine, say=lambda sentence: print(f"  stack: {sentence}", flush=True), **settings)
