"""Over HTTP, through gateway, broker and service: single look-ups by 16 clients, and batches."""

import asyncio
import json
import time
import urllib.request
from itertools import cycle

from tests.load.geo.figures import Table
from tests.load.http_client import HttpClient
from tests.postgis.points import Points

CLIENTS = 16
BATCH = 10_000
ROUNDS = 3


class Failed(Exception):
    """An answer was not 200."""


def measure(table: Table, gateway: str, points: Points, seconds: float) -> None:
    """Rows of what clients see."""
    asyncio.run(_singles(table, gateway, points, seconds))
    for fields, goal in (("codes", "≥ 15,000 a second"), ("all", "≥ 3,000 a second")):
        taken = sorted(_batch(gateway, points, fields) for _ in range(ROUNDS))
        table.rated(f"HTTP batch of 10,000, fields={fields}", BATCH, taken[ROUNDS // 2], goal)


async def _singles(table: Table, gateway: str, points: Points, seconds: float) -> None:
    client, turn, taken = HttpClient(gateway), cycle(points), []
    until = time.monotonic() + seconds

    async def ask() -> None:
        while time.monotonic() < until:
            (long, lat), began = next(turn), time.perf_counter()
            reply = await client.request("GET", f"/v1/jurisdictions?lat={lat:.6f}&long={long:.6f}")
            if reply.status != 200:
                raise Failed(f"{reply.status}: {reply.body}")
            taken.append((time.perf_counter() - began) * 1e6)

    began = time.monotonic()
    await asyncio.gather(*(ask() for _ in range(CLIENTS)))
    table.rated("HTTP look-ups, 16 clients", len(taken), time.monotonic() - began, "≥ 500 a second")
    table.timed("HTTP look-up, 16 clients", taken)
    client.close()


def _batch(gateway: str, points: Points, fields: str) -> float:
    """Seconds until the last of 10,000 lines has come."""
    lines = (json.dumps({"lat": lat, "long": long}) for long, lat in (points * (BATCH // len(points) + 1))[:BATCH])
    headers = {"Content-Type": "application/x-ndjson"}
    body = "\n".join(lines).encode()
    request = urllib.request.Request(f"{gateway}/v1/jurisdictions/batch?fields={fields}", body, headers)
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:
        count = sum(1 for _ in answer)
    if count != BATCH:
        raise Failed(f"{count} lines came of {BATCH}")
    return time.perf_counter() - began
