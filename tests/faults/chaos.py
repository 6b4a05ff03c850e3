"""The smoke run: under load every process is killed in turn, and intake is asked to end as well."""

import asyncio
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.checker import figures, report
from tests.faults.evidence import Finding
from tests.faults.run import PER_SECOND, QUIET_SECONDS, Run, fresh

STEADY_SECONDS = 5.0
DOWN_SECONDS = 3.0


@dataclass(frozen=True)
class Blow:
    """One process that goes down and comes back."""

    target: str
    politely: bool = False

    def __str__(self) -> str:
        return f"{self.target} {'stopped with SIGTERM' if self.politely else 'killed with SIGKILL'}"


KILLS = tuple(Blow(name) for name in ("routing", "geo", "kb", "notify", "intake", "gateway", "broker"))
LONG = (*KILLS, Blow("intake", politely=True))
SHORT = (Blow("routing"), Blow("broker"))


class Chaos:
    """Strikes one blow after the other at a running system."""

    def __init__(self, blows: tuple[Blow, ...], steady_seconds: float = STEADY_SECONDS) -> None:
        self.blows = blows
        self.steady_seconds = steady_seconds

    async def strike(self, run: Run) -> None:
        """Let the load run, strike, wait until the process is back, and again."""
        for blow in self.blows:
            await asyncio.sleep(self.steady_seconds)
            began = time.monotonic()
            await asyncio.to_thread(self._down, run, blow)
            await asyncio.sleep(DOWN_SECONDS)
            await asyncio.to_thread(run.stack.restart, blow.target)
            run.say(f"{blow}, back after {time.monotonic() - began:.1f} s")
        await asyncio.sleep(self.steady_seconds)

    def _down(self, run: Run, blow: Blow) -> None:
        if not blow.politely:
            run.stack.kill(blow.target)
            run.notify_kills += blow.target == "notify"
        elif not run.stack.terminate(blow.target):
            run.findings.append(Finding("stop", f"{blow.target} did not end within its limit after SIGTERM"))


def smoke(engine: str, blows: tuple[Blow, ...] = LONG, per_second: float = PER_SECOND, **settings: object) -> Run:
    """Run it on a fresh system in a folder of its own, which stays when something was found."""
    folder = Path(tempfile.mkdtemp(prefix="hub311-faults-"))
    with fresh(folder, engine, **settings) as stack:
        run = Run(stack, per_second=per_second, quiet_seconds=QUIET_SECONDS)
        asyncio.run(run.go(Chaos(blows).strike))
    if not run.findings:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        print(f"the evidence stays in {folder}", flush=True)
    return run


def conclude(run: Run, seconds: float) -> int:
    """Print the findings and the closing line of figures; the exit status."""
    report(run.findings)
    counts = figures(run.evidence) | {"repeated": run.stream.repeated, "notify_kills": run.notify_kills}
    told = " ".join(f"{name}={number}" for name, number in counts.items())
    verdict = "FAILED" if run.findings else "ok"
    print(
        f"faults: {verdict} {told} quiet_after_seconds={run.quiet_after:.1f} seconds={seconds:.0f} "
        f"findings={len(run.findings)}"
    )
    return 1 if run.findings else 0
