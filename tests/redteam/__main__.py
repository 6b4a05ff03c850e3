"""Tries the running system as somebody who guesses: `make red-team`; first the list of cases, then the times.

Persons are opened through the public API, then look-ups that hit and that miss are made in mixed order, in the pace
that the limits allow. Their times are compared by the test of Kolmogorov and Smirnov: below p = 0.01 they differ.
"""

import json
import math
import random
import sys
import time
from collections.abc import Sequence
from typing import Any

import requests

from services.common import settings

EACH = 200
LEAST_P = 0.01
A_MINUTE = 28  # of one person; the limit is 30
ACTORS = ("agent", "supervisor", "tier2", "administrator")


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the largest distance between two empirical distributions."""
    one, other = sorted(one), sorted(other)
    i = j = 0
    most = 0.0
    while i < len(one) and j < len(other):
        at = min(one[i], other[j])
        while i < len(one) and one[i] <= at:
            i += 1
        while j < len(other) and other[j] <= at:
            j += 1
        most = max(most, abs(i / len(one) - j / len(other)))
    return most


def likelihood(one: Sequence[float], other: Sequence[float]) -> float:
    """Return how likely such a distance is between samples of one distribution (Kolmogorov's series)."""
    size = math.sqrt(len(one) * len(other) / (len(one) + len(other)))
    x = (size + 0.12 + 0.11 / size) * distance(one, other)
    if x < 0.2:
        return 1.0
    terms = (2 * (-1) ** (k - 1) * math.exp(-2 * k * k * x * x) for k in range(1, 101))
    return min(1.0, max(0.0, sum(terms)))


class System:
    """The running system by HTTP."""

    def __init__(self, run: dict[str, Any]) -> None:
        self.url = run["gateway"]
        self.tokens = [run["tokens"][name] for name in ACTORS if name in run["tokens"]]
        self.session = requests.Session()

    def post(self, path: str, body: dict[str, Any], token: str | None = None) -> requests.Response:
        """Send a body, as somebody or as nobody."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.session.post(f"{self.url}{path}", json=body, headers=headers, timeout=10)

    def open_for(self, name: str, phone: str) -> str:
        """Open a request of a person."""
        said = {
            "service_code": "pothole",
            "location": {"address": "7300 Carroll Ave"},
            "resident": {"name": name, "phone": phone},
        }
        answer = self.post("/v1/requests", said)
        answer.raise_for_status()
        return str(answer.json()["number"])

    def look_up(self, name: str, phone: str, token: str) -> tuple[float, list[Any]]:
        """Look somebody up; return the seconds that it took, and the hits."""
        body = {"name": name, "factor": {"phone": phone}, "reason": "red team"}
        began = time.perf_counter()
        answer = self.post("/v1/lookups", body, token)
        took = time.perf_counter() - began
        answer.raise_for_status()
        return took, answer.json()["items"]


def name_of(number: int, hit: bool = True) -> str:
    """Return a name that nobody else bears; that of a miss sounds like no hit's, whatever the letters."""
    letters = "".join(chr(97 + number // 26**k % 26) for k in range(3))
    given, family = ("Quin", "Zed") if hit else ("Bram", "Lof")
    return f"{given}{letters} {family}{letters[::-1]}"


def measure(system: System) -> tuple[list[float], list[float]]:
    """Return the seconds of hits and of misses, in mixed order."""
    mark = random.randrange(10**5)
    phones = {n: f"240-555-{(mark + n) % 10**4:04}" for n in range(EACH)}
    for n in range(EACH):
        system.open_for(name_of(mark + n), phones[n])
    tries = [(n, hit) for n in range(EACH) for hit in (True, False)]
    random.shuffle(tries)
    times: dict[bool, list[float]] = {True: [], False: []}
    pause = 60 / A_MINUTE / len(system.tokens)
    for turn, (n, hit) in enumerate(tries):
        name = name_of(mark + n, hit)
        took, items = system.look_up(name, phones[n], system.tokens[turn % len(system.tokens)])
        if hit != any(item["matched"] for item in items):
            raise SystemExit(f"red team: {name} was {'not found' if hit else 'found'}")
        times[hit].append(took)
        time.sleep(max(0.0, pause - took))
    return times[True], times[False]


def refused(system: System) -> list[str]:
    """Return what should be refused to whoever has no token, and is not."""
    tries = {
        "a name alone": {"name": "Maria Sample", "reason": "red team"},
        "a name and a telephone": {"name": "Maria Sample", "factor": {"phone": "240-555-0143"}, "reason": "red team"},
    }
    return [what for what, body in tries.items() if system.post("/v1/lookups", body).status_code != 401]


def main() -> int:
    """Print what came of it; 1 when something can be told apart."""
    system = System(json.loads((settings.state_folder() / "run.json").read_text()))
    wrong = refused(system)
    hits, misses = measure(system)
    p = likelihood(hits, misses)
    for kind, times in (("hits", hits), ("misses", misses)):
        ordered = [seconds * 1000 for seconds in sorted(times)]
        median, p95 = ordered[len(ordered) // 2], ordered[len(ordered) * 95 // 100]
        print(f"{len(ordered)} {kind}: median {median:.1f} ms, p95 {p95:.1f} ms")
    print(f"Kolmogorov–Smirnov: D = {distance(hits, misses):.3f}, p = {p:.3f} (more than {LEAST_P} is wanted)")
    for what in wrong:
        print(f"answered without a token: {what}")
    return int(bool(wrong) or p <= LEAST_P)


if __name__ == "__main__":
    sys.exit(main())
