"""A bell that wakes one waiting greenlet."""

import eventlet
from eventlet.event import Event


class Bell:
    """Wakes who waits; a ring while nobody waits is not forgotten."""

    def __init__(self) -> None:
        self._signal = Event()

    def ring(self) -> None:
        """Wake whoever waits, else the next who would."""
        if not self._signal.ready():
            self._signal.send()

    def wait(self, seconds: float) -> None:
        """Return when it rings, at the latest after so many seconds."""
        with eventlet.Timeout(seconds, False):
            self._signal.wait()
        if self._signal.ready():
            self._signal = Event()
