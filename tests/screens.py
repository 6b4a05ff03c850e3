"""A screen that listens to server-sent events, for tests."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

PATIENCE_SECONDS = 60


class Listener:
    """An open stream; `after` is the last id that was told."""

    def __init__(self, url: str, headers: dict[str, str], **wish: Any) -> None:
        self._connection = HTTPConnection(url.removeprefix("http://"), timeout=PATIENCE_SECONDS)
        self._connection.request("GET", f"/v1/desk/events?{urlencode(wish)}", headers=headers)
        self.reply = self._connection.getresponse()
        self.after = ""
        self._events = self._read()

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.reply.status

    def _read(self) -> Iterator[tuple[str, Any]]:
        name, data = "", None
        for line in iter(self.reply.readline, b""):
            member, _, value = line.decode().rstrip("\n").partition(": ")
            if member == "id":
                self.after = value
            elif member == "event":
                name = value
            elif member == "data":
                data = json.loads(value)
            elif not member and name:
                yield name, data
                name, data = "", None

    def next(self) -> tuple[str, Any]:
        """Wait for the next event and return its name and data."""
        return next(self._events)

    def until(self, name: str, **said: Any) -> Any:
        """Wait for an event of this name that says so, and return its data."""
        while True:
            found, data = self.next()
            if found == name and said.items() <= data.items():
                return data

    def rest(self) -> list[tuple[str, Any]]:
        """Return what else comes until the stream ends."""
        return list(self._events)

    def close(self) -> None:
        """Leave."""
        self._events.close()
        self.reply.close()
        self._connection.close()
