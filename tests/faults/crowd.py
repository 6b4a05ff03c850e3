"""Three times as many ask as intake can answer: who is answered has a number in time, the others know at once."""

import asyncio
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import Stack
from tests.faults.evidence import Finding
from tests.faults.quarter import Quarter
from tests.faults.run import fresh
from tests.load import bodies
from tests.load.clients import Clients
from tests.load.http_client import HttpClient
from tests.load.watch import Watch

TIMES = 3
SECONDS = 15.0
CALM_CLIENTS = 32
LIMIT_SECONDS = 2.0
# A crowd may cost something, but a system that does less the more is asked of it breaks down.
LEAST_SHARE = 0.6


@dataclass
class Asked:
    """What came of the creates of a crowd."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: dict[int, float] = field(default_factory=dict)
    without_hint: int = 0

    def note(self, status: int, seconds: float, headers: dict[str, str]) -> None:
        """Count an answer; who is refused must be told when to come again."""
        self.statuses[status] += 1
        self.slowest[status] = max(seconds, self.slowest.get(status, 0.0))
        self.without_hint += status == 503 and "retry-after" not in headers


class Crowd:
    """Asks at a steady pace, each once, whatever the answer."""

    def __init__(self, gateway: str) -> None:
        self.http = HttpClient(gateway, 4 * LIMIT_SECONDS)
        self.clients = Clients(gateway)
        self.asked = Asked()

    async def ask(self, per_second: float, seconds: float) -> None:
        """Start creates at even intervals and wait for every answer."""
        started, tasks = time.monotonic(), []
        for turn in range(int(per_second * seconds)):
            await asyncio.sleep(max(0.0, started + turn / per_second - time.monotonic()))
            tasks.append(asyncio.create_task(self._one(turn)))
        await asyncio.gather(*tasks)

    async def _one(self, turn: int) -> None:
        body, key = bodies.request(self.clients.chance, turn), {"Idempotency-Key": f"crowd-{turn}"}
        began = time.monotonic()
        try:
            reply = await self.http.request("POST", "/v1/requests", body, key)
        except (OSError, TimeoutError):
            self.asked.note(0, time.monotonic() - began, {})
            return
        self.asked.note(reply.status, time.monotonic() - began, reply.headers)


def judge(asked: Asked, calm: float, by_door: float) -> list[Finding]:
    """What was not as promised."""
    says = [f"{n} creates answered {status}" for status, n in asked.statuses.items() if status not in (201, 503)]
    if asked.without_hint:
        says.append(f"{asked.without_hint} of 503 did not say when to come again")
    for status, seconds in asked.slowest.items():
        if seconds > LIMIT_SECONDS:
            says.append(f"an answer {status} took {seconds:.2f} s")
    answered = asked.statuses[201] / SECONDS
    if answered < LEAST_SHARE * calm:
        says.append(f"{answered:.1f} creates/s were answered in the crowd, {calm:.1f} before it")
    if by_door:
        says.append(f"{by_door:.0f} creates went through the door of a service that was only busy")
    return [Finding("crowd", what) for what in says]


async def meet(stack: Stack) -> list[Finding]:
    """Measure what a quarter core answers, then ask for three times as much."""
    gateway, watch = stack.run_json["gateway"], Watch(stack.run_json["metrics"])
    crowd = Crowd(gateway)
    with Quarter() as quarter:
        quarter.pin([pid for label, pid in stack.pids().items() if pid and label == "intake"])
        await crowd.clients.closed_loop(CALM_CLIENTS, 3)
        calm = (await crowd.clients.closed_loop(CALM_CLIENTS, SECONDS)).per_second
        await crowd.ask(TIMES * calm, SECONDS)
    by_door = await asyncio.to_thread(watch.total, "gateway", "gateway_door_calls_total")
    asked = crowd.asked
    slowest = ", ".join(f"{status} {seconds:.2f} s" for status, seconds in sorted(asked.slowest.items()))
    findings = judge(asked, calm, by_door)
    print(
        f"crowd: {'FAILED' if findings else 'ok'} calm={calm:.1f}/s asked={TIMES * calm:.1f}/s "
        f"answered={asked.statuses[201] / SECONDS:.1f}/s refused={asked.statuses[503]} slowest: {slowest}",
        flush=True,
    )
    return findings


def run(engine: str) -> int:
    """Meet the crowd on a fresh system; the exit status."""
    folder = Path(tempfile.mkdtemp(prefix="hub311-crowd-"))
    folder.chmod(0o755)
    try:
        with fresh(folder, engine) as stack:
            findings = asyncio.run(meet(stack))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for finding in findings:
        print(f"FINDING {finding}", flush=True)
    return 1 if findings else 0
