"""Looking at a running system: /ready and /metrics of each process, and the broker's queues."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests
from prometheus_client.parser import text_string_to_metric_families

from deploy.status.picture import Picture, Process, Sample

ANSWER_SECONDS = 3


def look(told: dict[str, Any]) -> Picture:
    """Return the system that a run.json describes, as it is now; what does not answer is down."""
    urls = {name: [url] if isinstance(url, str) else url for name, url in told["metrics"].items()}
    flat = [(name, url) for name, several in urls.items() for url in several]
    with ThreadPoolExecutor(len(flat) + 2) as at_once:
        queues = at_once.submit(_queues, told)
        takes = at_once.submit(_takes_requests, told["gateway"])
        found = at_once.map(lambda one: (one[0], _process(one[0], one[1])), flat)
        services: dict[str, list[Process]] = defaultdict(list)
        for name, process in found:
            services[name].append(process)
        return Picture(dict(services), queues.result(), takes.result())


def _process(name: str, url: str) -> Process:
    try:
        answer = requests.get(url, timeout=ANSWER_SECONDS)
        answer.raise_for_status()
        return Process(True, () if name == "gateway" else _failing(url), read_samples(answer.text))
    except requests.RequestException:
        return Process(answers=False)


def _failing(url: str) -> tuple[str, ...]:
    said = requests.get(url.removesuffix("/metrics") + "/ready", timeout=ANSWER_SECONDS).json()
    return tuple(name for name, passed in said["checks"].items() if not passed)


def read_samples(text: str) -> dict[str, list[Sample]]:
    """Return the samples of a page of metrics by name; those of histograms' buckets are left out."""
    samples: dict[str, list[Sample]] = defaultdict(list)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if not sample.name.endswith("_bucket"):
                samples[sample.name].append((sample.labels, sample.value))
    return dict(samples)


def _takes_requests(gateway: str) -> bool:
    try:
        return requests.get(f"{gateway}/ready", timeout=ANSWER_SECONDS).ok
    except requests.RequestException:
        return False


def _queues(told: dict[str, Any]) -> dict[str, int]:
    """Messages by queue; nothing where the management API is not there, or does not answer."""
    if not told.get("amqp_admin"):
        return {}
    vhost = unquote(urlsplit(told["amqp_uri"]).path.removeprefix("/") or "/")
    address = f"{told['amqp_admin'].rstrip('/')}/api/queues/{quote(vhost, safe='')}"
    try:
        found = requests.get(address, params={"columns": "name,messages"}, timeout=ANSWER_SECONDS).json()
        return {queue["name"]: queue.get("messages", 0) for queue in found}
    except (requests.RequestException, ValueError, TypeError, KeyError):
        return {}
