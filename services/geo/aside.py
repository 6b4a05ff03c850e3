"""Long work in a thread of its own, so that the process goes on answering."""

import sys
from collections.abc import Callable
from typing import Any

from eventlet import tpool

TURN_SECONDS = 0.0005  # how soon a thread that computes lets the others in; Python's own choice is ten times that


class Aside:
    """Runs functions in threads; while any runs, others wait for half a millisecond at most.

    A function must not touch anything green: no session, no metric, no log.
    """

    def __init__(self) -> None:
        self.running = 0
        self.usual_seconds = sys.getswitchinterval()

    def __call__(self, function: Callable[..., Any], *values: Any) -> Any:
        self.running += 1
        sys.setswitchinterval(TURN_SECONDS)
        try:
            return tpool.execute(function, *values)
        finally:
            self.running -= 1
            if not self.running:
                sys.setswitchinterval(self.usual_seconds)


run_aside = Aside()
