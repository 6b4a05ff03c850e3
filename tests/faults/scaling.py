"""Two, then three processes of one service: the checker holds, one relay is active, and twice as much gets done."""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import Stack
from tests.faults import quiet
from tests.faults.databases import Databases
from tests.faults.evidence import Finding
from tests.faults.quarter import NoQuota, Quarter
from tests.faults.run import QUIET_SECONDS, Run, fresh
from tests.faults.throughput import Measured, Meter
from tests.load.watch import Watch

SERVICES = ("intake", "routing", "geo", "kb", "notify")
MOST = 3
PER_SECOND = 10.0
LOAD_SECONDS = 12.0
SETTLE_SECONDS = 7.0  # another process takes a relay over within 5 s
LEAST_RISE = 1.7


@dataclass
class Scaled:
    """What came of one service."""

    service: str
    findings: list[Finding] = field(default_factory=list)
    answered: int = 0
    one: Measured | None = None
    two: Measured | None = None

    @property
    def rise(self) -> float:
        """How many times as much two processes do as one."""
        return self.two.per_second / self.one.per_second if self.one and self.two else 0.0

    def __str__(self) -> str:
        what = f"one {self.one}, two {self.two}, {self.rise:.2f}-fold"
        verdict = "FAILED" if self.findings else "ok"
        return f"{verdict} {self.service}: {self.answered} answered; a quarter core each: {what}"


class Growing:
    """Two processes of a service during the replay, then a third."""

    def __init__(self, service: str) -> None:
        self.service = service

    async def __call__(self, run: Run) -> None:
        """Load on two, then on three; after each look at who publishes."""
        await asyncio.to_thread(run.stack.terminate, self.service, 2)
        await asyncio.sleep(max(LOAD_SECONDS, SETTLE_SECONDS))
        await self._one_relay(run, 2)
        await asyncio.to_thread(run.stack.restart, self.service, 2)
        await asyncio.sleep(LOAD_SECONDS)
        await self._one_relay(run, 3)

    async def _one_relay(self, run: Run, running: int) -> None:
        urls = run.told["metrics"][self.service][:running]
        watch = Watch({self.service: urls})
        active = await asyncio.to_thread(watch.total, self.service, "relay_active")
        run.say(f"{running} processes of {self.service}, {active:.0f} relay active")
        if active != 1:
            says = f"{active:.0f} relays are active in {running} processes of {self.service}"
            run.findings.append(Finding("relay", says))


def run_one(service: str) -> Scaled:
    """A fresh system on PostgreSQL with three processes of one service."""
    folder = Path(tempfile.mkdtemp(prefix="hub311-scaling-"))
    folder.chmod(0o755)
    scaled = Scaled(service)
    try:
        with fresh(folder, "postgresql", processes={service: MOST}) as stack:
            run = Run(stack, per_second=PER_SECOND)
            scaled.findings += asyncio.run(run.go(Growing(service)))
            scaled.answered = len(run.evidence.answered)
            print(f"  {service}: {len(scaled.findings)} findings; throughput is measured", flush=True)
            asyncio.run(_measure(stack, scaled))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if scaled.two and scaled.rise < LEAST_RISE:
        says = f"two processes of {service} do {scaled.rise:.2f} times as much as one, not {LEAST_RISE}"
        scaled.findings.append(Finding("throughput", says))
    return scaled


async def _measure(stack: Stack, scaled: Scaled) -> None:
    """Throughput with one and with two processes, each held to a quarter core."""
    databases = Databases(stack.databases)
    meter = Meter(stack, scaled.service, databases)
    for index in (1, 2):
        await asyncio.to_thread(stack.terminate, scaled.service, index)
    try:
        scaled.one = await _with(stack, meter, 1)
        await asyncio.to_thread(stack.restart, scaled.service, 1)
        scaled.two = await _with(stack, meter, 2)
    except NoQuota as reason:
        print(f"processes: throughput was not measured. {reason}", flush=True)
    databases.close()


async def _with(stack: Stack, meter: Meter, count: int) -> Measured:
    """What so many processes do; what was left from before is worked off first, at full speed."""
    await asyncio.sleep(SETTLE_SECONDS)
    await quiet.until_quiet(lambda: quiet.left(meter.databases, quiet.hears()), QUIET_SECONDS)
    known = stack.pids()
    labels = [meter.service, *(f"{meter.service}-{index}" for index in range(1, count))]
    pids = [pid for label in labels if (pid := known[label])]
    with Quarter() as quarter:
        quarter.pin(pids)
        return await meter.measure(pids)


def run_all(chosen: list[str]) -> int:
    """Each service in turn, a line each; the exit status."""
    results = []
    for service in chosen:
        results.append(run_one(service))
        print(f"processes: {results[-1]}", flush=True)
        for finding in results[-1].findings[:20]:
            print(f"FINDING {finding}", flush=True)
    wrong = sum(1 for result in results if result.findings)
    rises = " ".join(f"{result.service}={result.rise:.2f}" for result in results)
    print(f"processes: {'FAILED' if wrong else 'ok'} services={len(results)} failed={wrong} rise: {rises}", flush=True)
    return 1 if wrong else 0
