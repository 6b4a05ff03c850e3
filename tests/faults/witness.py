"""Departments that write down every delivery before they act on it, and now and then give work back."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import orjson
from aiormq.abc import DeliveredMessage

from tests.load.departments import Department


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

    async def _take(self, message: DeliveredMessage) -> None:
        self.notes.write(as_line(self.code, message.body))
        self.notes.flush()
        await super()._take(message)


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
