"""What the services say of themselves while load runs: counters from /metrics, the backlog, the quiet after."""

import asyncio
import re
import time

import requests

LINE = re.compile(r"^(?P<name>[a-z0-9_]+)(?:\{(?P<labels>[^}]*)\})? (?P<value>[0-9.eE+-]+)$", re.MULTILINE)
FOLLOW_UPS = ('step="assigned"', 'step="referred"')


class Watch:
    """Reads the metrics of one running system."""

    def __init__(self, metrics: dict[str, str | list[str]]) -> None:
        self.urls = {name: urls if isinstance(urls, list) else [urls] for name, urls in metrics.items()}
        self.web = requests.Session()

    def total(self, service: str, name: str, *labels: str) -> float:
        """Sum a metric over the processes of a service; with labels, over the samples that carry one of them."""
        found = 0.0
        for url in self.urls[service]:
            for match in LINE.finditer(self.web.get(url, timeout=10).text):
                said = match["labels"] or ""
                if match["name"] == name and (not labels or any(label in said for label in labels)):
                    found += float(match["value"])
        return found

    def opened(self) -> float:
        """Requests that have a number."""
        return self.total("intake", "requests_opened_total")

    def told(self) -> float:
        """Residents who have been told who does it: the last step of a create's way."""
        return self.total("notify", "messages_sent_total", *FOLLOW_UPS)

    def backlog(self) -> float:
        """Requests whose residents have not yet been told who does it."""
        return self.opened() - self.told()

    async def until_quiet(self, most_seconds: float = 300) -> float:
        """Wait until the backlog is gone; return the seconds that took. TimeoutError says how much is left."""
        started = time.monotonic()
        while (left := await asyncio.to_thread(self.backlog)) > 0:
            if time.monotonic() - started > most_seconds:
                raise TimeoutError(f"{left:.0f} requests are still on their way after {most_seconds:.0f} s")
            await asyncio.sleep(0.25)
        return time.monotonic() - started

    async def sample_backlog(self, seconds: float) -> list[float]:
        """Return the backlog of each second."""
        samples, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            samples.append(await asyncio.to_thread(self.backlog))
            await asyncio.sleep(1)
        return samples


def is_flat(samples: list[float], per_second: float) -> bool:
    """Whether the backlog at the end is less than a second of load above where it was after warming up."""
    third = max(1, len(samples) // 6)
    early, late = samples[third : 2 * third], samples[-third:]
    return sum(late) / len(late) <= sum(early) / len(early) + per_second
