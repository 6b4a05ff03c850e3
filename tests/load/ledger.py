"""The reckoning after a replay: what was sent against what the system shows, row by row."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.load.departments import Department
from tests.load.records import Record

PAGE = 250


@dataclass
class Reckoning:
    """Counts, and the differences by name; no differences means that everything agrees."""

    counts: dict[str, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    per_department: dict[str, int] = field(default_factory=dict)


def fetch_requests(gateway: str, token: str) -> dict[str, dict[str, Any]]:
    """Return every request by number, as staff see it, page by page."""
    web, found, cursor = requests.Session(), {}, None
    web.headers["Authorization"] = f"Bearer {token}"
    while True:
        query = {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
        answer = web.get(f"{gateway}/v1/requests", params=query, timeout=30)
        answer.raise_for_status()
        page = answer.json()
        found |= {item["number"]: item for item in page["items"]}
        cursor = page["next"]
        if cursor is None:
            return found


@dataclass(frozen=True)
class Stock:
    """What a system held before a replay: the last position of each feed, the mails in the mailbox."""

    positions: dict[str, int]
    mails: int


def take_stock(told: dict[str, Any], departments: list[Department]) -> Stock:
    """Look at feeds and mailbox before anything is sent."""
    positions = {d.code: len(fetch_feed(told["gateway"], d.access["api_key"], 0)) for d in departments}
    return Stock(positions, len(fetch_mails(told["mailbox"])))


def fetch_mails(mailbox: str) -> list[dict[str, Any]]:
    """Return every mail, newest first."""
    return requests.get(f"{mailbox}/messages.json", timeout=120).json()["items"]


def fetch_feed(gateway: str, api_key: str, after: int) -> list[tuple[int, str]]:
    """Return (position, event id) of a department's feed after a position."""
    web, found = requests.Session(), []
    web.headers["Authorization"] = f"Bearer {api_key}"
    while True:
        answer = web.get(f"{gateway}/v1/events", params={"after": after, "limit": PAGE}, timeout=30)
        answer.raise_for_status()
        items = answer.json()["items"]
        found += [(item["position"], item["id"]) for item in items]
        if not items:
            return found
        after = items[-1]["position"]


def reckon(told: dict[str, Any], sent: dict[str, Record], departments: list[Department], before: Stock) -> Reckoning:
    """Compare what was sent (by number) with requests, feeds, queues and mails since `before`."""
    result = Reckoning()
    shown = fetch_requests(told["gateway"], told["tokens"]["supervisor"])
    _reckon_requests(result, sent, shown, departments)
    for department in departments:
        _reckon_feed(result, told["gateway"], department, before.positions[department.code])
    mails = fetch_mails(told["mailbox"])
    _reckon_mails(result, mails[: len(mails) - before.mails])
    return result


def _reckon_requests(
    result: Reckoning, sent: dict[str, Record], shown: dict[str, dict[str, Any]], departments: list[Department]
) -> None:
    lost = sorted(set(sent) - set(shown))
    arrived = Counter(number for d in departments for number in d.journal.arrived)
    assigned = set(arrived) & set(sent)
    referred = {n for n in sent if shown.get(n, {}).get("status") == "referred"}
    triaged = {n for n in sent if n in shown and n not in assigned and n not in referred}
    closed = {n for n in sent if shown.get(n, {}).get("status") == "closed"}
    unclosed = [n for n, record in sent.items() if record.closed and n in assigned and n not in closed]
    doubled = [n for n, times in arrived.items() if times > 1]
    result.counts |= {
        "accepted": len(sent), "assigned": len(assigned), "referred": len(referred), "triaged": len(triaged),
        "closed": len(closed), "lost": len(lost), "doubled": len(doubled),
    }  # fmt: skip
    result.differences += [f"lost: {n}" for n in lost]
    result.differences += [f"two departments have it: {n}" for n in doubled]
    result.differences += [f"the file closes it, the system does not: {n}" for n in unclosed]
    result.differences += [said for d in departments for said in d.journal.refused]


def _reckon_feed(result: Reckoning, gateway: str, department: Department, start: int) -> None:
    feed = fetch_feed(gateway, department.access["api_key"], start)
    positions, journal = [position for position, _ in feed], department.journal
    result.per_department[department.code] = len(feed)
    if positions != list(range(start + 1, start + len(feed) + 1)):
        result.differences.append(f"{department.code}: positions of the feed have holes")
    came = journal.first_positions()
    if came != sorted(came):
        result.differences.append(f"{department.code}: first occurrences came out of order")
    queue, source = {e for p, e in journal.deliveries if p > start}, {e for _, e in feed}
    result.differences += [f"{department.code}: not in the queue: {e}" for e in sorted(source - queue)]
    result.differences += [f"{department.code}: not in the feed: {e}" for e in sorted(queue - source)]


def _reckon_mails(result: Reckoning, mails: list[dict[str, Any]]) -> None:
    ids = Counter(mail["message_id"] for mail in mails)
    steps = Counter((tuple(mail["to"]), mail["subject"]) for mail in mails if ids[mail["message_id"]] == 1)
    repeated = [f"mail sent twice: {i}" for i, times in ids.items() if times > 1]
    repeated += [f"two mails say the same: {subject}" for (_, subject), times in steps.items() if times > 1]
    result.counts["notices"] = len(mails)
    result.counts["notices_doubled"] = len(repeated)
    result.differences += repeated
    least = result.counts["accepted"] + result.counts["assigned"] + result.counts["referred"] + result.counts["closed"]
    if len(mails) < least:
        result.differences.append(f"{least - len(mails)} notices are missing of at least {least}")


async def settle(departments: list[Department], expected: set[str], most_seconds: float) -> None:
    """Wait until the departments have completed what the file closes, at most so long."""
    for _ in range(int(most_seconds * 4)):
        if expected <= {n for d in departments for n in d.journal.completed}:
            return
        await asyncio.sleep(0.25)
