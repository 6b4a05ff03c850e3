"""`make bench`: what a create costs and how many there can be, with everything downstream at work.

`python -m tests.load.bench [--engine sqlite|postgresql|both] [--seconds 60] [--rates 130,150,170]`
"""

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from deploy.local import Stack
from deploy.places import state_folder
from tests.load import lag, processes, watch
from tests.load.clients import Clients, Outcome

CALM_PER_SECOND = 50
DEPARTMENT_PER_SECOND = 75
MEBIBYTE = 1024 * 1024


@dataclass
class Bench:
    """One engine's run: a fresh system, its clients, its departments, and the rows of the table."""

    stack: Stack
    seconds: float
    rates: list[float]
    rows: list[list[str]] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def run(self) -> None:
        """Start the system and the departments, run every phase, stop."""
        started = time.monotonic()
        with self.stack:
            self.figures["start_seconds"] = round(time.monotonic() - started, 1)
            self.told = self.stack.run_json
            self.journal = self.stack.folder / "departments.journal"
            drain = [sys.executable, "-m", "tests.load.drain", self.told["amqp_uri"], str(self.journal)]
            self.departments = subprocess.Popen([*drain, *self.told["departments"]])
            try:
                asyncio.run(self._phases())
            finally:
                self.departments.terminate()
                self.departments.wait()

    async def _phases(self) -> None:
        self.watch = watch.Watch(self.told["metrics"])
        self.clients = Clients(self.told["gateway"])
        await self.clients.closed_loop(2, 3)  # warm up
        await self.watch.until_quiet()
        for clients in (1, 8, 32):
            await self._burst(clients)
        await self._calm(CALM_PER_SECOND, "cpu_ms_per_request_at_50")
        await self._calm(DEPARTMENT_PER_SECOND, "cpu_ms_per_request_at_75")
        await self._sustained()
        memory = processes.measure(self._roots()).rss_bytes
        self.figures["rss_mb"] = round(sum(memory.values()) / MEBIBYTE)
        self.rows.append(["memory MiB", ", ".join(f"{n} {b // MEBIBYTE}" for n, b in memory.items())])

    def _roots(self) -> dict[str, list[int]]:
        """The processes that count: everything but this one; departments are played by one process of ours."""
        roots = {label: [pid] for label, pid in self.stack.pids().items() if pid}
        roots["departments"] = [self.departments.pid]
        if self.stack.servers.postgres is not None:
            roots["postgresql"] = [self.stack.servers.postgres.pid]
        return roots

    async def _measured(self, load: Any) -> tuple[Outcome, float, str]:
        """Run a load and wait until all of it is through; return CPU-ms per request, downstream included."""
        before = processes.measure(self._roots())
        outcome = await load
        drained = await self.watch.until_quiet()
        after = processes.measure(self._roots())
        spent = {g: (after.cpu_seconds[g] - before.cpu_seconds.get(g, 0)) * 1000 for g in after.cpu_seconds}
        each = {g: ms / max(1, len(outcome.numbers)) for g, ms in spent.items()}
        parts = ", ".join(f"{g} {ms:.1f}" for g, ms in sorted(each.items(), key=lambda i: -i[1]) if ms >= 0.05)
        return outcome, sum(each.values()), f"drained {drained:.1f} s after; {parts}"

    def _row(self, name: str, outcome: Outcome, cpu: float, more: str) -> None:
        spread = "/".join(f"{outcome.percentile(share):.0f}" for share in (0.5, 0.95, 0.99))
        refused = f" refused {outcome.refused}" if outcome.refused else ""
        row = [name, f"{outcome.per_second:.0f}/s", f"p50/95/99 {spread} ms", f"{cpu:.1f} CPU-ms", more + refused]
        self.rows.append(row)
        print("  " + " | ".join(row), flush=True)

    async def _burst(self, clients: int) -> None:
        outcome, cpu, more = await self._measured(self.clients.closed_loop(clients, self.seconds))
        self._row(f"{clients} clients", outcome, cpu, more)
        if clients == 32:
            self.figures |= {
                "creates_per_second_accepted": round(outcome.per_second, 1),
                "create_p99_ms": round(outcome.percentile(0.99), 1),
                "cpu_ms_per_request": round(cpu, 2),
            }

    async def _calm(self, per_second: float, figure: str) -> None:
        outcome, cpu, more = await self._measured(self.clients.paced(per_second, self.seconds))
        lags = lag.milliseconds(self.stack.databases["intake"], self.journal, set(outcome.numbers))
        p50, p99 = lag.percentile(lags, 0.5), lag.percentile(lags, 0.99)
        self._row(f"{per_second:.0f}/s", outcome, cpu, f"to department p50/99 {p50:.0f}/{p99:.0f} ms; {more}")
        self.figures[figure] = round(cpu, 2)
        if per_second == DEPARTMENT_PER_SECOND:
            self.figures["commit_to_department_p99_ms"] = round(p99, 1)

    async def _sustained(self) -> None:
        """Raise the rate until the backlog grows; the highest flat one is the figure."""
        self.figures["creates_per_second_sustained"] = 0.0
        for rate in self.rates:
            sampling = asyncio.create_task(self.watch.sample_backlog(self.seconds))
            outcome, cpu, more = await self._measured(self.clients.paced(rate, self.seconds))
            samples = await sampling
            flat = watch.is_flat(samples, rate) and not outcome.refused
            word = "flat" if flat else "grows"
            self._row(f"{rate:.0f}/s, backlog {word}", outcome, cpu, f"{min(samples):.0f}-{max(samples):.0f}; {more}")
            if not flat:
                return
            self.figures["creates_per_second_sustained"] = rate


def main(arguments: list[str]) -> int:
    """Run the benchmark, print a table, write bench.json beside the state."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rates", default="100,130,150,170,190,210,230")
    given = parser.parse_args(arguments)
    engines = ["postgresql", "sqlite"] if given.engine == "both" else [given.engine]
    written: dict[str, Any] = {}
    for engine in engines:
        folder = state_folder() / "bench" / engine
        shutil.rmtree(folder, ignore_errors=True)
        print(f"hub311: benchmark on {engine}, {given.seconds:.0f} s a phase, all consumers on", flush=True)
        bench = Bench(Stack(folder, engine=engine), given.seconds, [float(r) for r in given.rates.split(",")])
        bench.run()
        written[engine] = {"engine": engine, "figures": bench.figures}
    report = written.get("postgresql") or written["sqlite"]
    path = state_folder() / "bench.json"
    path.write_text(json.dumps(report | {"all": written}, indent=2) + "\n")
    print(f"hub311: {json.dumps(report['figures'])}; written to {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
