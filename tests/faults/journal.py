"""What the client remembers of its own accord: a line per 201, on disk before anything else is done with it."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Answered:
    """A create that was answered 201: its idempotency key, the number given, the digest of what was asked."""

    key: str
    number: str
    digest: str


def digest(body: Mapping[str, Any]) -> str:
    """The SHA-256 of what a request says, the same for the body that was sent and for the rows that are kept."""
    place, resident = body.get("location") or {}, body.get("resident") or {}
    said = [
        body["service_code"],
        body.get("description") or "",
        body.get("answers") or {},
        [place.get(name) for name in ("lat", "long", "address", "address_id", "text")],
        [resident.get(name) for name in ("name", "email", "phone")],
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


class Journal:
    """An append-only file; a line that `note` has returned from survives the death of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, answered: Answered) -> None:
        """Write a line and wait until it is on disk."""
        os.write(self._handle, json.dumps(vars(answered)).encode() + b"\n")
        os.fsync(self._handle)

    def read(self) -> list[Answered]:
        """Every line, in the order of the answers."""
        return [Answered(**json.loads(line)) for line in self.path.read_text().splitlines()]

    def close(self) -> None:
        """Close the file."""
        os.close(self._handle)
