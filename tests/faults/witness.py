"""Departments that write down every delivery before they act on it."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import orjson
from aiormq.abc import DeliveredMessage

from tests.load.departments import Department

AT_ONCE = 4  # calls of one department's system


@dataclass(frozen=True)
class Delivery:
    """A message that came out of a department's queue."""

    department: str
    position: int
    event_id: str
    subject: str
    sequence: int
    type: str


@dataclass
class Witness(Department):
    """A department of the replay whose deliveries stand in a file; one file for all departments."""

    notes: TextIO = field(kw_only=True)
    lines: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), kw_only=True)

    async def _take(self, message: DeliveredMessage) -> None:
        self.notes.write(as_line(self.code, message.body))
        self.notes.flush()
        await super()._take(message)

    async def _report(self, assignment: str, step: str, said: dict[str, Any]) -> None:
        async with self.lines:
            await super()._report(assignment, step, said)


def as_line(department: str, body: bytes) -> str:
    """A delivery as a line of JSON."""
    event = orjson.loads(body)
    known: dict[str, Any] = {
        "department": department,
        "position": event["position"],
        "event_id": event["id"],
        "subject": event["subject"],
        "sequence": int(event["sequence"]),
        "type": event["type"],
    }
    return json.dumps(known) + "\n"


def read(path: Path) -> list[Delivery]:
    """Every delivery, in the order in which the queues gave them."""
    return [Delivery(**json.loads(line)) for line in path.read_text().splitlines()]
