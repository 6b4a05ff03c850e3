"""The journal: every event that has arrived, one a line, on disk before it is acknowledged."""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class Journal:
    """Events by position, from 1 without holes; what a kill has cut off is not there, and comes again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last = 0
        self.repeats = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # the system runs already
            self._file.close()
            raise
        self._cut_off()

    def _cut_off(self) -> None:
        """Drop a last line that was not written to its end, and find the last position."""
        whole = 0
        with self.path.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self.last = json.loads(line)["position"]
        os.truncate(self.path, whole)

    def read(self) -> Iterator[Event]:
        """Yield every event, in order."""
        with self.path.open("rb") as lines:
            for line in lines:
                yield json.loads(line)

    def append(self, events: Sequence[Event]) -> list[Event]:
        """Write what is new, in order, and return it when it is on disk; a repeat is only counted.

        A hole is a fault of the caller, who fetches what is missing first.
        """
        new = []
        for event in events:
            if event["position"] <= self.last:
                self.repeats += 1
                continue
            if event["position"] != self.last + 1:
                raise ValueError(f"position {event['position']} after {self.last}")
            new.append(event)
            self.last += 1
        if new:
            self._file.write(b"".join(json.dumps(event, separators=(",", ":")).encode() + b"\n" for event in new))
            self._file.flush()
            os.fsync(self._file.fileno())
        return new

    def close(self) -> None:
        """Let another process have it."""
        self._file.close()

    def empty(self) -> None:
        """Forget everything: the feed holds it."""
        self._file.truncate(0)
        self.last = 0
