"""Group commit: what several workers want to write at the same moment shares one transaction."""

from collections.abc import Callable
from typing import Any

from eventlet.event import Event
from eventlet.queue import LightQueue
from nameko.extensions import DependencyProvider

from services.common.database import DatabaseAway
from services.common.pace import Pace
from services.common.stores import Stores

MOST = 50

Work = Callable[[Any, list[Any]], list[Any]]


class GroupCommit(DependencyProvider):
    """Gives workers `submit(item) -> result`; `work(store, items)` returns a result per item, in one transaction.

    Whatever has come since the last group goes together, at most 50; while submissions stream groups begin
    `every_seconds` apart, the first after a rest goes at once. When a
    group fails each item is tried alone, so that one bad item spoils nobody else's.
    """

    stores = Stores()

    def __init__(self, work: Work, every_seconds: float = 0.01) -> None:
        self.work = work
        self.pace = Pace(every_seconds)

    def setup(self) -> None:
        """Make the queue."""
        self._waiting: LightQueue = LightQueue()

    def start(self) -> None:
        """Begin to take items."""
        self.container.spawn_managed_thread(self._run, identifier="groups")

    def get_dependency(self, worker_ctx: Any) -> Callable[[Any], Any]:
        """Return `submit`."""
        return self.submit

    def submit(self, item: Any) -> Any:
        """Hand an item in and wait for its result; raises what its work raised."""
        done = Event()
        self._waiting.put((item, done))
        return done.wait()

    def _run(self) -> None:
        store = self.stores.open()
        while True:
            group = [self._waiting.get()]
            self.pace.keep(until=lambda: self._waiting.qsize() >= MOST)
            while len(group) < MOST and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            self._commit(store, group)

    def _commit(self, store: Any, group: list[tuple[Any, Event]]) -> None:
        try:
            results = self.work(store, [item for item, _ in group])
        except Exception as error:
            if len(group) == 1 or isinstance(error, DatabaseAway):
                for _, done in group:
                    done.send_exception(error)
                return
            for one in group:
                self._commit(store, [one])
            return
        for (_, done), result in zip(group, results, strict=True):
            done.send(result)
