"""`make bench-open311`: how fast Open311 answers with years of requests stored; PostgreSQL.

`python -m tests.load.open311 [--requests 2000000] [--seconds 15]`; the filled database is kept for the next run.
"""

import argparse
import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from deploy.local import Stack
from deploy.places import state_folder
from tests.load import processes
from tests.load.bodies import request
from tests.load.history import fill
from tests.load.http_client import HttpClient, Reply

CLIENTS = 24
LISTINGS = 60
MEBIBYTE = 1024 * 1024
# From the aims of the project: at least, at least, at most.
AIMS = {"posts_per_second": 150, "gets_per_second": 400, "listing_p95_ms": 250}


@dataclass
class Bench:
    """One run against one system."""

    stack: Stack
    seconds: float
    figures: dict[str, float] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)

    async def run(self) -> None:
        """Post, read one by one, list; each with the system otherwise at rest."""
        told = self.stack.run_json["open311"]
        self.root, self.key = "/open311/v2", told["api_key"]
        self.http = HttpClient(self.stack.url)
        self.chance = random.Random(time.time_ns())
        self.position = 0
        await self._closed_loop(self._post, 2)
        self.figures["posts_per_second"] = await self._spent(self._post)
        self.figures["gets_per_second"] = await self._spent(self._get)
        before = self._gateway_mib()
        times = sorted([await self._timed(self._list) for _ in range(LISTINGS)])
        self.figures["listing_p50_ms"] = round(times[len(times) // 2], 1)
        self.figures["listing_p95_ms"] = round(times[int(len(times) * 0.95)], 1)
        self.figures["listing_gateway_growth_mib"] = round(self._gateway_mib() - before, 1)

    async def _spent(self, act: Callable[[], Awaitable[None]]) -> float:
        """Run a closed loop and print what each process spent on it, the client's own included."""
        roots = {label: [pid] for label, pid in self.stack.pids().items() if pid}
        if self.stack.servers.postgres is not None:
            roots["postgresql"] = [self.stack.servers.postgres.pid]
        before = processes.measure(roots).cpu_seconds | {"client": time.process_time()}
        per_second = await self._closed_loop(act, self.seconds)
        after = processes.measure(roots).cpu_seconds | {"client": time.process_time()}
        spent = {name: (after[name] - before.get(name, 0)) * 1000 / (per_second * self.seconds) for name in after}
        said = ", ".join(
            f"{name} {ms:.1f}" for name, ms in sorted(spent.items(), key=lambda one: -one[1]) if ms >= 0.05
        )
        print(f"  {act.__name__.strip('_')}: {per_second}/s, CPU-ms each: {said}", flush=True)
        return per_second

    def _gateway_mib(self) -> float:
        pid = self.stack.pids()["gateway"]
        return sum(processes.measure({"gateway": [pid] if pid else []}).rss_bytes.values()) / MEBIBYTE

    async def _closed_loop(self, act: Callable[[], Awaitable[None]], seconds: float) -> float:
        """Have all clients act as soon as they were answered; return answers per second."""
        until, done = time.perf_counter() + seconds, 0

        async def one() -> None:
            nonlocal done
            while time.perf_counter() < until:
                await act()
                done += 1

        started = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(CLIENTS)))
        return round(done / (time.perf_counter() - started), 1)

    async def _timed(self, act: Callable[[], Awaitable[None]]) -> float:
        started = time.perf_counter()
        await act()
        return (time.perf_counter() - started) * 1000

    async def _post(self) -> None:
        self.position += 1
        made = request(self.chance, self.position)
        said = made["answers"].items()
        place = made["location"]
        form = {"service_code": made["service_code"], "description": made["description"], "lat": place["lat"],
                "long": place["long"], "address_string": place["address"], "api_key": self.key,
                "email": made["resident"]["email"]}  # fmt: skip
        form |= {f"attribute[{code}]": value for code, value in said}
        reply = await self._ask("POST", "/requests.json", urlencode(form, doseq=True).encode())
        self.numbers.append(reply.body[0]["service_request_id"])

    async def _get(self) -> None:
        reply = await self._ask("GET", f"/requests/{self.chance.choice(self.numbers)}.json")
        assert reply.body[0]["status"] in ("open", "closed")

    async def _list(self) -> None:
        reply = await self._ask("GET", "/requests.json")
        assert len(reply.body) == 1000

    async def _ask(self, method: str, path: str, body: bytes | None = None) -> Reply:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        reply = await self.http.request(method, self.root + path, body, kind)
        if reply.status != 200:
            raise SystemExit(f"hub311: {method} {path} was answered {reply.status}: {reply.body}")
        return reply


def table(figures: dict[str, Any]) -> str:
    """Return the figures beside the aims."""
    lines = []
    for name, value in figures.items():
        aim = AIMS.get(name)
        if aim is None:
            lines.append(f"  {name:<28} {value:>9}")
            continue
        most = name.endswith("_ms")
        met = value <= aim if most else value >= aim
        wanted = f"{'at most' if most else 'at least'} {aim}: {'met' if met else 'missed'}"
        lines.append(f"  {name:<28} {value:>9}  aim {wanted}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Fill the database where it is not yet, measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2_000_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--fill-only", action="store_true")
    given = parser.parse_args(arguments)
    with Stack(state_folder() / "bench-open311", engine="postgresql", environment={"HUB311_LIMITS": "off"}) as stack:
        fill(stack.databases["intake"], given.requests)
        if given.fill_only:
            return 0
        bench = Bench(stack, given.seconds)
        asyncio.run(bench.run())
    print(f"hub311: Open311 with {given.requests} requests stored, {CLIENTS} clients\n{table(bench.figures)}")
    path = state_folder() / "bench-open311.json"
    path.write_text(json.dumps({"requests": given.requests, "figures": bench.figures}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
