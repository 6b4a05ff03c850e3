"""Mails in one append-only file: a line about the envelope, then the mail as it came; nothing is parsed to store."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Envelope:
    """A stored mail: its number (1 is the first), when it came, from whom, for whom, and where its bytes lie."""

    id: int
    time: str
    sender: str
    recipients: tuple[str, ...]
    offset: int
    size: int


class MailStore:
    """All mails of a folder; what was stored before a restart is there after it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = threading.Lock()
        self._handle = os.open(folder / "mails", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._envelopes: list[Envelope] = []
        self._end = 0
        self.generation = 0
        self._read_index()

    def add(self, sender: str, recipients: list[str], content: bytes) -> Envelope:
        """Stores a mail."""
        time = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        head = {"time": time, "from": sender, "to": recipients, "size": len(content)}
        line = json.dumps(head).encode() + b"\n"
        with self._lock:
            os.writev(self._handle, (line, content, b"\n"))
            return self._note(head, self._end + len(line))

    def all(self) -> list[Envelope]:
        """Every mail, oldest first."""
        with self._lock:
            return list(self._envelopes)

    def find(self, number: int) -> Envelope | None:
        """The mail of that number, None when there is none."""
        with self._lock:
            return self._envelopes[number - 1] if 0 < number <= len(self._envelopes) else None

    def content(self, envelope: Envelope) -> bytes:
        """The mail as it came over the wire."""
        return os.pread(self._handle, envelope.size, envelope.offset)

    def clear(self) -> None:
        """Forgets every mail; numbers start at 1 again."""
        with self._lock:
            os.ftruncate(self._handle, 0)
            self._envelopes, self._end = [], 0
            self.generation += 1

    def _note(self, head: dict, offset: int) -> Envelope:
        number = len(self._envelopes) + 1
        known = Envelope(number, head["time"], head["from"], tuple(head["to"]), offset, head["size"])
        self._envelopes.append(known)
        self._end = offset + known.size + 1
        return known

    def _read_index(self) -> None:
        """Reads the lines about the envelopes; a mail that a crash cut short is cut off."""
        total = os.fstat(self._handle).st_size
        with os.fdopen(os.dup(self._handle), "rb") as opened:
            while self._end < total:
                opened.seek(self._end)
                line = opened.readline()
                head = json.loads(line) if line.endswith(b"\n") else {"size": total}
                if self._end + len(line) + head["size"] + 1 > total:
                    os.ftruncate(self._handle, self._end)
                    return
                self._note(head, self._end + len(line))
