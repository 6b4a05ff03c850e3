"""Waiting until nothing moves any more because nothing is left to do: by the databases, not by the queues' own word."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence

from services.common import settings
from tests.faults.databases import Databases

Left = dict[str, int]

UNPUBLISHED = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
UNHANDLED = "SELECT count(*) FROM inbox WHERE state = 'waiting'"
UNSETTLED = "SELECT count(*) FROM messages WHERE state IN ('pending', 'sending') AND channel = 'email'"
UNNOTICED = "SELECT count(*) FROM district_steps WHERE noticed_at IS NULL"
HEARD = "SELECT count(*) FROM inbox WHERE source = :source"
CLOSED = "SELECT count(*) FROM service_requests WHERE status = 'closed'"


class NotQuiet(Exception):
    """Something was left to do when the limit had passed; the text says what."""


def hears() -> dict[str, dict[str, Sequence[str]]]:
    """Who hears what, from the contracts."""
    return {name: getattr(contract, "HEARS", {}) for name, contract in settings.contracts()}


def left(databases: Databases, contracts: Mapping[str, Mapping[str, Sequence[str]]]) -> Left:
    """What the services still have to do, by name; empty when nothing."""
    found: Left = {}
    for name in databases.engines:
        found[f"unpublished by {name}"] = databases.one(name, UNPUBLISHED)
        found[f"waiting in {name}"] = databases.one(name, UNHANDLED)
    for name, sources in contracts.items():
        for source, types in sources.items():
            said = databases.one(source, _said(types))
            found[f"{source}'s not heard by {name}"] = said - databases.one(name, HEARD, source=source)
    found["steps that offices have not heard of"] = databases.one("routing", UNNOTICED)
    found["mails not settled"] = databases.one("notify", UNSETTLED)
    return {name: number for name, number in found.items() if number}


def _said(types: Sequence[str]) -> str:
    if "#" in types:
        return "SELECT count(*) FROM outbox"
    names = ", ".join(f"'{name}'" for name in types)
    return f"SELECT count(*) FROM outbox WHERE type IN ({names})"


async def until_quiet(look: Callable[[], Left], seconds: float, pause_seconds: float = 0.5) -> float:
    """Wait until there is nothing left, twice in a row; NotQuiet says what is. Returns the seconds it took."""
    started, found, calm = time.monotonic(), {}, 0
    while calm < 2:
        if time.monotonic() - started > seconds:
            raise NotQuiet(f"after {seconds:.0f} s: " + ", ".join(f"{n} {name}" for name, n in found.items()))
        found = await asyncio.to_thread(look)
        calm = 0 if found else calm + 1
        await asyncio.sleep(pause_seconds if calm < 2 else 0)
    return time.monotonic() - started
