"""How many calls to one service may be under way: beyond that somebody is told at once to come again."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.broker import TooLate
from gateway.problems import Overloaded
from services.common import clock, metrics

# Who is refused first when it gets crowded: the share of the limit from which a rank is turned away.
SHARES = {"read": 0.75, "write": 0.9, "create": 1.0, "always": float("inf")}
LEAST, FIRST = 16.0, 128.0
# An answer that took more than half of what its call may take is a sign of a queue that is too long.
IN_TIME = 0.5
SHRINK, GROWTH = 0.7, 4.0

room_size = metrics.gauge("gateway_calls_limit", "Calls to a service that may be under way at once", ("service",))
room_inside = metrics.gauge("gateway_calls_in_flight", "Calls to a service that are under way", ("service",))
calls_shed_total = metrics.counter(
    "gateway_calls_shed_total", "Calls not made because too many to the service were under way", ("service", "rank")
)


class Room:
    """A limit that finds itself: it grows slowly while answers come in time and shrinks quickly when they are late.

    (Additive increase, multiplicative decrease, as TCP does.) So what queues before a busy service is never more than
    it answers within its deadline, whatever machine it has. Reads are refused first, what is refused last, last.
    """

    def __init__(self, service: str, most: int) -> None:
        self.service = service
        self.most = most
        self.limit = min(FIRST, most)
        self.inside = 0
        self._shrunk_at = float("-inf")
        room_inside.labels(service).set_function(lambda: self.inside)
        room_size.labels(service).set_function(lambda: self.limit)

    @contextmanager
    def place(self, rank: str, deadline_seconds: float) -> Iterator[None]:
        """Hold a place for one call; Overloaded when none is free for its rank."""
        if self.inside >= self.limit * SHARES[rank]:
            calls_shed_total.labels(self.service, rank).inc()
            raise Overloaded()
        began = clock.monotonic_seconds()
        self.inside += 1
        try:
            yield
            self._learn(began, clock.monotonic_seconds() - began < deadline_seconds * IN_TIME)
        except TooLate:
            self._learn(began, in_time=False)
            raise
        finally:
            self.inside -= 1

    def _learn(self, began: float, in_time: bool) -> None:
        """Shrink once for all calls that were under way together; grow only when the room is used."""
        if not in_time:
            if began > self._shrunk_at:
                self._shrunk_at = clock.monotonic_seconds()
                self._resize(self.limit * SHRINK)
        elif self.inside * 2 >= self.limit < self.most:
            self._resize(self.limit + GROWTH / self.limit)

    def _resize(self, limit: float) -> None:
        self.limit = min(max(limit, LEAST), self.most)
