"""How long things take: microseconds one by one, and how many a second."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Table:
    """Rows to read and figures to keep; a goal is the most microseconds or the least a second."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def timed(self, name: str, microseconds: Sequence[float], goal: str = "") -> None:
        """A row with the median and what one in a hundred exceeds."""
        p50, p99 = percentile(microseconds, 0.5), percentile(microseconds, 0.99)
        self.figures |= {f"{name} p50 µs": round(p50, 1), f"{name} p99 µs": round(p99, 1)}
        self._add(name, f"p50 {p50:,.1f} µs, p99 {p99:,.1f} µs", goal)

    def rated(self, name: str, many: int, seconds: float, goal: str = "") -> None:
        """A row with how many a second."""
        self.figures[f"{name} a second"] = round(many / seconds)
        self._add(name, f"{many / seconds:,.0f} a second", goal)

    def _add(self, name: str, found: str, goal: str) -> None:
        self.rows.append((name, found, goal))
        print(f"  {name:<46} {found:<40} {goal}", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def microseconds(function: Callable[..., Any], points: Iterable[tuple[float, float]]) -> list[float]:
    """How long each call took."""
    found = []
    for point in points:
        began = time.perf_counter()
        function(*point)
        found.append((time.perf_counter() - began) * 1e6)
    return found
