"""`make replay FILE=… SPEED=…`: request records of another city go through the public API, faster than they came.

`python -m tests.load.replay [--file CSV] [--speed 2000] [--most 5000] [--engine postgresql] [--gateway run.json]`
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local import Stack
from tests.load import besides, ledger, records
from tests.load.departments import Department
from tests.load.http_client import HttpClient
from tests.load.lag import percentile
from tests.load.moved import Movement, sentence
from tests.load.records import Record

SMALL = Path(__file__).parent / "made_up_records.csv"
CONCURRENT = 24
TRIES = 60
SETTLE_SECONDS = 120
MOVE_SECONDS = 60


@dataclass
class Replay:
    """One replay: its records, when it started, and what came back for each."""

    told: dict[str, Any]
    records: list[Record]
    speed: float
    sent: dict[str, Record] = field(default_factory=dict)
    sent_at: dict[str, float] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    all_sent: bool = False
    run_id: str = field(default_factory=lambda: f"{time.time_ns():x}")

    async def run(self) -> ledger.Reckoning:
        """Send everything while the departments work; wait until all is through; reckon."""
        self.http = HttpClient(self.told["gateway"])
        self.departments = [
            Department(code, access, HttpClient(self.told["gateway"]), self._due)
            for code, access in self.told["departments"].items()
        ]
        before = await asyncio.to_thread(ledger.take_stock, self.told, self.departments)
        self.movement = Movement.of(self.told["metrics"])
        working = [asyncio.create_task(d.run()) for d in self.departments]
        working.append(asyncio.create_task(self.movement.watch()))
        self.started = time.monotonic()
        await self._send_all()
        self.all_sent = True
        self.refused += await besides.happen(self.told, self.records[0], self._key(self.records[0]))
        closes = {n for n, record in self.sent.items() if record.closed}
        await self._quiet(closes)
        await self.movement.until_all_moved(MOVE_SECONDS)
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        return await asyncio.to_thread(ledger.reckon, self.told, self.sent, self.departments, before)

    def _due(self, number: str) -> tuple[float, str] | None:
        """Say when a request is to be closed: at its time in the file, once all are sent at the latest."""
        record = self.sent.get(number)
        if record is None:
            return time.monotonic() + 0.5, "done"  # its 201 is still on its way to us
        if record.closed is None:
            return None
        at = self.started + (record.closed - self.records[0].opened).total_seconds() / self.speed
        return (min(at, time.monotonic()) if self.all_sent else at), record.close_code

    async def _send_all(self) -> None:
        gate = asyncio.Semaphore(CONCURRENT)
        first, running = self.records[0].opened, set()
        for position, record in enumerate(self.records):
            wait = self.started + (record.opened - first).total_seconds() / self.speed - time.monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            await gate.acquire()
            task = asyncio.create_task(self._send(record))
            running.add(task)
            task.add_done_callback(lambda done: (running.discard(done), gate.release()))
            _progress(position + 1, len(self.records), self.started)
        await asyncio.gather(*running)

    async def _send(self, record: Record) -> None:
        """Create one request; whatever is no answer is tried again with the same key."""
        key = self._key(record)
        for attempt in range(TRIES):
            began = time.time()
            try:
                reply = await self.http.request("POST", "/v1/requests", record.body, key)
            except (OSError, TimeoutError):
                await asyncio.sleep(0.5)
                continue
            if reply.status == 201:
                self.sent[reply.body["number"]] = record
                self.sent_at[reply.body["number"]] = began
                self.milliseconds.append((time.time() - began) * 1000)
                return
            if reply.status < 500 and reply.status != 429:
                self.refused.append(f"case {record.case}: {reply.status} {json.dumps(reply.body)}")
                return
            await asyncio.sleep(min(2.0, 0.2 * (attempt + 1)))
        self.refused.append(f"case {record.case}: no answer after {TRIES} tries")

    def _key(self, record: Record) -> dict[str, str]:
        return {"Idempotency-Key": f"replay-{self.run_id}-{record.case}"}

    async def _quiet(self, closes: set[str]) -> None:
        """Wait until the departments are done and nothing has moved for longer than offices wait for their news."""
        referred_too = closes - {n for d in self.departments for n in d.journal.arrived}
        await ledger.settle(self.departments, closes - referred_too, SETTLE_SECONDS)
        before, still = -1, 0
        for _ in range(SETTLE_SECONDS):
            now = sum(len(d.journal.deliveries) + len(d.journal.completed) for d in self.departments)
            still = still + 1 if now == before else 0
            if still >= 12:
                return
            before = now
            await asyncio.sleep(1)

    def lags(self) -> list[float]:
        """Milliseconds from sending a create to its arrival at a department, sorted."""
        arrived = {n: at for d in self.departments for n, at in d.journal.arrived.items()}
        return sorted((arrived[n] - self.sent_at[n]) * 1000 for n in self.sent if n in arrived)


def _progress(done: int, of: int, started: float) -> None:
    if sys.stderr.isatty() and (done == of or done % 25 == 0):
        width = 40 * done // of
        rate = done / max(0.001, time.monotonic() - started)
        bar = f"\r[{'#' * width}{'.' * (40 - width)}] {done}/{of} sent, {rate:.0f}/s "
        print(bar, end="\n" if done == of else "", file=sys.stderr, flush=True)


def report(replay: Replay, result: ledger.Reckoning) -> int:
    """Print the table, every difference, and one closing line; the exit status."""
    counts, lags = result.counts, replay.lags()
    creates = sorted(replay.milliseconds)
    print(f"{'sent':>12} {len(replay.records)}")
    for name, count in counts.items():
        print(f"{name:>12} {count}")
    print("events per department: " + ", ".join(f"{c} {n}" for c, n in sorted(result.per_department.items())))
    for name, values in (("create", creates), ("create to department", lags)):
        spread = " / ".join(f"{percentile(values, share):.0f}" for share in (0.5, 0.95, 0.99))
        print(f"{name}: p50 / p95 / p99 {spread} ms")
    differences = replay.refused + result.differences
    for difference in differences[:50]:
        print(f"DIFFERENCE {difference}")
    whole = counts["assigned"] + counts["referred"] + counts["triaged"] == counts["accepted"]
    good = whole and not differences and counts["accepted"] == len(replay.records) and not replay.movement.still()
    print(sentence(replay.movement))
    line = " ".join(f"{name}={count}" for name, count in counts.items())
    departments = sum(1 for n in result.per_department.values() if n)
    print(f"replay: {'ok' if good else 'FAILED'} {line} departments={departments} differences={len(differences)}")
    return 0 if good else 1


def main(arguments: list[str]) -> int:
    """Replay into a running system (--gateway var/run.json) or into one started for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=SMALL)
    parser.add_argument("--speed", type=float, default=2000)
    parser.add_argument("--most", type=int, default=None)
    parser.add_argument("--engine", default="sqlite")
    parser.add_argument("--gateway", type=Path, default=None, help="run.json of a running system")
    given = parser.parse_args(arguments)
    chosen = list(records.read(given.file, given.most))
    with ExitStack() as opened:
        if given.gateway:
            told = json.loads(given.gateway.read_text())
        else:
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="hub311-replay-"))
            told = opened.enter_context(Stack(folder, engine=given.engine)).run_json
        replay = Replay(told, chosen, given.speed)
        return report(replay, asyncio.run(replay.run()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
