"""Timers: a method that is called every so many seconds, whose failures are seen."""

from typing import Any

from nameko.timer import Timer as NamekoTimer

from services.common import logs, metrics
from services.common.database import DatabaseAway
from services.common.errors import Unavailable

log = logs.logger(__name__)

timer_failures_total = metrics.counter("timer_failures_total", "Ticks of a timer that ended in an error", ("timer",))


class Timer(NamekoTimer):
    """Calls the method again after its interval, whatever came of the last time.

    While the database or a peer is away that is said once; any other error is logged and counted each time.
    """

    waits = False

    def handle_result(self, worker_ctx: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
        """Note what came of a tick, then let the next one come."""
        self._note(exc_info)
        return super().handle_result(worker_ctx, result, exc_info)

    def _note(self, exc_info: Any) -> None:
        waited, self.waits = self.waits, bool(exc_info) and isinstance(exc_info[1], DatabaseAway | Unavailable)
        if self.waits and not waited:
            log.warning("a timer waits for what it needs", extra={"timer": self.method_name}, exc_info=exc_info)
        if exc_info and not self.waits:
            timer_failures_total.labels(self.method_name).inc()
            log.error("a timer failed", extra={"timer": self.method_name}, exc_info=exc_info)


timer = Timer.decorator
