"""Which metrics of the canvases have moved while a system ran, and which should have and did not."""

import asyncio
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.load.watch import LINE

PROJECT = Path(__file__).resolve().parents[2]
LOOK_SECONDS = 2.0
ROW = re.compile(r"^\| (?P<names>`[^|]+?) \| [^|]+ \|(?P<only_when>[^|]*)\|?$", re.MULTILINE)


def listed() -> dict[str, str]:
    """Return every metric of every canvas, with what must happen before it moves (empty: a day like any other)."""
    found: dict[str, str] = {}
    for canvas in sorted([*PROJECT.glob("services/*/README.md"), PROJECT / "gateway" / "README.md"]):
        section = canvas.read_text("utf-8").partition("\n## Metrics\n")[2].partition("\n## ")[0]
        for row in ROW.finditer(section):
            found |= dict.fromkeys(re.findall(r"`(\w+)", row["names"]), row["only_when"].strip())
    return found


def moving(text: str) -> set[str]:
    """Return the names of the metrics of which a sample is not zero; of a histogram, that it has counted."""
    return {m["name"].removesuffix("_count") for m in LINE.finditer(text) if float(m["value"])}


@dataclass
class Movement:
    """What has moved in the processes at `urls` since they started, looked at again and again."""

    urls: list[str]
    seen: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, metrics: dict[str, str | list[str]]) -> "Movement":
        """Of every process of a system, as run.json names them."""
        return cls([url for said in metrics.values() for url in ([said] if isinstance(said, str) else said)])

    def look(self) -> None:
        """Note what moves now; a process that is away shows nothing."""
        for url in self.urls:
            try:
                self.seen |= moving(requests.get(url, timeout=10).text)
            except requests.RequestException:
                continue

    async def watch(self) -> None:
        """Look for ever: a gauge may be back at zero in the end."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK_SECONDS)

    async def until_all_moved(self, most_seconds: float) -> None:
        """Wait until nothing stands still that should have moved: gauges are counted every few seconds."""
        for _ in range(int(most_seconds / LOOK_SECONDS)):
            await asyncio.to_thread(self.look)
            if not self.still():
                return
            await asyncio.sleep(LOOK_SECONDS)

    def still(self) -> list[str]:
        """What has not moved though nothing particular is needed for it."""
        return sorted(name for name, only_when in listed().items() if not only_when and name not in self.seen)

    def rare(self) -> list[str]:
        """What has moved of that which needs something particular: a fault, a set time."""
        return sorted(name for name, only_when in listed().items() if only_when and name in self.seen)

    def told(self) -> dict[str, Any]:
        """Return how many should have moved and did, and which need something particular."""
        canvases = listed()
        rare = sorted(name for name, only_when in canvases.items() if only_when)
        return {"of": len(canvases) - len(rare), "still": self.still(), "rare": rare}


def sentence(movement: Movement) -> str:
    """Say it in a line: 45 of 45 metrics moved; 19 move only in faults or at set times: …"""
    told = movement.told()
    line = f"metrics: {told['of'] - len(told['still'])} of {told['of']} moved; "
    line += f"{len(told['rare'])} move only in faults or at set times: {', '.join(told['rare'])}"
    return line + (f"; STOOD STILL: {', '.join(told['still'])}" if told["still"] else "")
