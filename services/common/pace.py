"""A pace: what comes in a stream is taken in strides, because ten at once cost little more than one."""

from collections.abc import Callable

import eventlet

from services.common import clock

LOOK_SECONDS = 0.02


class Pace:
    """Keeps the beginnings of two strides at least `seconds` apart; after a rest nobody waits."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._last = -seconds

    def keep(self, until: Callable[[], bool] = lambda: False) -> None:
        """Wait until the next stride may begin, or until there is enough for one."""
        while not until() and (left := self._last + self.seconds - clock.monotonic_seconds()) > 0:
            eventlet.sleep(min(left, LOOK_SECONDS))
        self._last = clock.monotonic_seconds()


def keep_step(began: float, seconds: float) -> None:
    """Wait for the end of the step, of so many seconds from `began`, in which this moment lies.

    How long the work took is not seen from outside, unless it crosses into another step.
    """
    passed = clock.monotonic_seconds() - began
    eventlet.sleep(seconds - passed % seconds)
