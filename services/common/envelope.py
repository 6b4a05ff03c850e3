"""Events as CloudEvents 1.0 JSON objects: how they are written, read and refused."""

import re
from dataclasses import dataclass, field
from typing import Any

import orjson

from services.common import clock
from services.common.ids import uuid7

CONTENT_TYPE = "application/json"
MAX_BYTES = 256 * 1024
_KEY_WORD = re.compile(r"[a-z0-9-]+")
_LONGEST = {"id": 36, "source": 32, "type": 64, "subject": 128}
_MEMBERS = ("id", "source", "type", "subject", "sequence", "time", "data")


class Unreadable(Exception):
    """The message is no event of this system."""


@dataclass
class Event:
    """Something that has become true, about to be said by this service."""

    type: str
    subject: str
    data: dict[str, Any]
    department: str = "none"
    district: str = "none"
    causationid: str | None = None
    traceparent: str | None = None
    id: str = field(default_factory=uuid7)

    @property
    def routing_key(self) -> str:
        """`<event>.<department>.<council_district>`: three words, `none` where there is none."""
        return f"{self.type}.{_word(self.department)}.{_word(self.district)}"


@dataclass(frozen=True)
class Heard:
    """An event as it was received: source is the service's name, type its short name, sequence counts from 1."""

    id: str
    source: str
    type: str
    subject: str
    sequence: int
    time: str
    data: dict[str, Any]
    causationid: str | None = None
    traceparent: str | None = None
    position: int | None = None


def _word(text: str) -> str:
    """Make one word of a routing key of a code, whatever a foreign layer calls its districts."""
    word = text.lower()
    return word if _KEY_WORD.fullmatch(word) else re.sub(r"[^a-z0-9-]+", "-", word).strip("-") or "none"


def write(event: Event, source: str, sequence: int) -> dict[str, Any]:
    """Return the CloudEvents object; refuses one over 256 KB."""
    message = {
        "specversion": "1.0",
        "id": event.id,
        "source": f"/hub311/{source}",
        "type": f"hub311.{source}.{event.type}.v1",
        "subject": event.subject,
        "time": clock.instant_text(clock.now()),
        "datacontenttype": CONTENT_TYPE,
        "dataschema": f"/schemas/{source}/{event.type}.v1.json",
        "sequence": f"{sequence:010d}",
        "data": event.data | {"drill": bool(event.data.get("drill", False))},
    }
    if event.causationid:
        message["causationid"] = event.causationid
    if event.traceparent:
        message["traceparent"] = event.traceparent
    return message


def dumps(message: dict[str, Any]) -> bytes:
    """Write a message as JSON; one over 256 KB is a fault of ours and refused."""
    body = orjson.dumps(message)
    if len(body) > MAX_BYTES:
        raise ValueError(f"an event of {len(body)} bytes is over the limit of {MAX_BYTES}")
    return body


def _sensible(values: dict[str, Any]) -> bool:
    """Whether the inbox can hold it: text without NUL that fits its column, a sequence that a database counts."""
    texts = all(isinstance(values[n], str) and 0 < len(values[n]) <= most for n, most in _LONGEST.items())
    if not texts or any("\x00" in values[n] for n in _LONGEST):
        return False
    return isinstance(values["data"], dict) and 0 < values["sequence"] < 2**63


def read(body: bytes | str) -> Heard:
    """Read a message from the wire; unknown members are ignored, missing ones make it Unreadable."""
    try:
        message = orjson.loads(body)
        values = {name: message[name] for name in _MEMBERS}
        _, source, short, _ = message["type"].split(".")
        values |= {"source": source, "type": short, "sequence": int(message["sequence"])}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise Unreadable(f"not an event: {type(error).__name__}") from error
    if len(body) > MAX_BYTES or not _sensible(values):
        raise Unreadable("not an event: members have the wrong types or sizes")
    return Heard(
        **values,
        causationid=message.get("causationid"),
        traceparent=message.get("traceparent"),
        position=message.get("position"),
    )
