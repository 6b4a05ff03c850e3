"""What residents get while parts are away: a number within two seconds, and everything else once the parts are back."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local import Stack
from tests.faults.probe import LIMIT_SECONDS, Prober
from tests.faults.run import Run, fresh

BEHIND = ("routing", "geo", "kb", "notify")
CAUGHT_UP_SECONDS = 60.0
GEO_SECONDS = 180.0
PHASE_SECONDS = 10.0
PER_SECOND = 6.0
# The limits of deploy/broker/settings.py, to which a node goes back.
MEMORY = ("set_vm_memory_high_watermark", ("absolute", "1MB"), ("0.6",))
DISK = ("set_disk_free_limit", ("9000GB",), ("64MB",))


class Outage:
    """Takes more and more away, asks all the time, and gives it back."""

    def __init__(self, phase_seconds: float = PHASE_SECONDS, limit_seconds: float = LIMIT_SECONDS) -> None:
        self.phase_seconds = phase_seconds
        self.limit_seconds = limit_seconds

    async def __call__(self, run: Run) -> None:
        """Stop everything behind intake, then the broker, then have it raise its alarms; then bring all back."""
        prober = Prober(run, self.limit_seconds)
        await asyncio.gather(*(asyncio.to_thread(run.stack.terminate, name) for name in BEHIND))
        await prober.during("routing, geo, kb and notify stopped", self.phase_seconds)
        await asyncio.to_thread(run.stack.kill, "broker")
        await prober.during("and the broker killed", self.phase_seconds)
        await asyncio.to_thread(run.stack.restart, "broker")
        for name, alarm in (("memory", MEMORY), ("disk", DISK)):
            with _alarm(run.stack, *alarm):
                await prober.during(f"and a {name} alarm of the broker", self.phase_seconds)
        for name in BEHIND:
            await asyncio.to_thread(run.stack.restart, name)
        run.say("everything is back")


class Deaf:
    """Geo alone is away for a while and routing runs: what is asked meanwhile is assigned afterwards."""

    def __init__(self, seconds: float = GEO_SECONDS) -> None:
        self.seconds = seconds

    async def __call__(self, run: Run) -> None:
        """Stop geo, ask, bring it back."""
        await asyncio.to_thread(run.stack.terminate, "geo")
        await Prober(run).during(f"geo alone stopped for {self.seconds:.0f} s", self.seconds, nothing_answers=False)
        await asyncio.to_thread(run.stack.restart, "geo")
        run.say("geo is back")


@contextmanager
def _alarm(stack: Stack, command: str, on: tuple[str, ...], off: tuple[str, ...]) -> Iterator[None]:
    stack.broker.ctl(command, *on)
    try:
        yield
    finally:
        stack.broker.ctl(command, *off)


def run_degraded(engine: str, during: Outage | Deaf) -> Run:
    """A fresh system, residents all the time, and catching up within a minute."""
    folder = Path(tempfile.mkdtemp(prefix="hub311-degraded-"))
    with fresh(folder, engine) as stack:
        run = Run(stack, per_second=PER_SECOND, quiet_seconds=CAUGHT_UP_SECONDS)
        asyncio.run(run.go(during))
    if run.findings:
        print(f"the evidence stays in {folder}", flush=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return run
