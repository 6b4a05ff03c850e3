"""Every department gets each of its events, in order of position, and nothing of anybody else's."""

from collections import defaultdict
from collections.abc import Iterator

from tests.faults.evidence import Evidence, FeedEntry, Finding
from tests.faults.witness import Delivery


def find(evidence: Evidence) -> Iterator[Finding]:
    """Compare outbox, feed and drained queue of each department."""
    feeds: dict[str, list[FeedEntry]] = defaultdict(list)
    queues: dict[str, list[Delivery]] = defaultdict(list)
    for entry in evidence.feed:
        feeds[entry.department].append(entry)
    for delivery in evidence.deliveries:
        queues[delivery.department].append(delivery)
    addressed = {
        row.event_id: row.department
        for row in evidence.said
        if row.service == "routing" and row.department != "none" and row.published
    }
    for department in sorted({*feeds, *queues, *addressed.values()}):
        mine = {event_id for event_id, to in addressed.items() if to == department}
        yield from _dense(department, feeds[department])
        yield from _complete(department, feeds[department], mine)
        yield from _drained(department, feeds[department], queues[department])
        yield from _in_order(department, queues[department])


def _dense(department: str, feed: list[FeedEntry]) -> Iterator[Finding]:
    positions = [entry.position for entry in feed]
    if positions != list(range(1, len(feed) + 1)):
        missing = sorted(set(range(1, max(positions) + 1)) - set(positions))
        yield Finding("feed", f"{department}: the positions have holes or doubles, missing {missing[:20]}")


def _complete(department: str, feed: list[FeedEntry], addressed: set[str]) -> Iterator[Finding]:
    known = {entry.event_id for entry in feed}
    for event_id in sorted(addressed - known):
        yield Finding("feed", f"{department}: {event_id} was said to it and is not in its feed")
    for event_id in sorted(known - addressed):
        yield Finding("feed", f"{department}: {event_id} is in its feed and was not said to it")


def _drained(department: str, feed: list[FeedEntry], queue: list[Delivery]) -> Iterator[Finding]:
    positions = {entry.event_id: entry.position for entry in feed}
    came = {delivery.event_id for delivery in queue}
    for event_id in sorted(set(positions) - came):
        yield Finding("feed", f"{department}: {event_id} is in the feed and never came out of the queue")
    for event_id in sorted(came - set(positions)):
        yield Finding("feed", f"{department}: {event_id} came out of the queue and is not in its feed")
    for delivery in queue:
        if delivery.position != positions.get(delivery.event_id, delivery.position):
            yield Finding("feed", f"{department}: {delivery.event_id} came with the position {delivery.position}")


def _in_order(department: str, queue: list[Delivery]) -> Iterator[Finding]:
    seen: set[str] = set()
    highest = 0
    for delivery in queue:
        if delivery.event_id in seen:
            continue
        seen.add(delivery.event_id)
        if delivery.position < highest:
            yield Finding("feed", f"{department}: {delivery.event_id} (position {delivery.position}) after {highest}")
        highest = max(highest, delivery.position)
