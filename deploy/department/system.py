"""The department's system: takes events from its queue or over HTTP, keeps them, does the work."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.department.hub import Hub
from deploy.department.journal import Journal
from deploy.department.queue import Subscription
from deploy.department.state import State, Work

POLL_SECONDS = 2.0
AT_ONCE = 20  # steps, so that the queue is not forgotten over them
DONE_TEXT = "Done by our crew."


class System:
    """Journal, state and hub of one department; whatever ends it, it goes on from its journal."""

    def __init__(self, folder: Path, hub: Hub, works: bool = True) -> None:
        self.hub, self.works = hub, works
        self.journal = Journal(folder / "journal.jsonl")
        self.state = State(self.journal.read())
        self.filled = 0
        self._asked: set[tuple[str, str]] = set()

    def take(self, events: list[dict[str, Any]]) -> None:
        """Keep events that came from the queue; what a hole hides is fetched first. On return they are on disk."""
        run: list[dict[str, Any]] = []
        expected = self.journal.last + 1
        for event in sorted(events, key=lambda one: int(one["position"])):
            if event["position"] > expected:
                self._keep(run)
                run = []
                self.catch_up(event["position"] - 1)
            run.append(event)
            expected = max(expected, event["position"] + 1)
        self._keep(run)

    def catch_up(self, until: int | None = None) -> None:
        """Fetch over HTTP what is behind the journal, up to a position or to the end of the feed."""
        for page in self.hub.events(self.journal.last, until):
            self.filled += len(page)
            self._keep(page)

    def _keep(self, events: list[dict[str, Any]]) -> None:
        for event in self.journal.append(events):
            self.state.apply(event)

    def work(self) -> None:
        """Do some of what there is to do; that it is done comes back as an event."""
        steps = [(work, step) for work in self.state.open() for step in self._steps(work)]
        for work, step in steps[:AT_ONCE]:
            said = {"code": "done", "text": DONE_TEXT} if step == "complete" else {}
            self.hub.step(work.id, step, **said)
            self._asked.add((work.id, step))

    def _steps(self, work: Work) -> list[str]:
        """What is to be done next: all is accepted, and of ten pieces of work nine are soon finished."""
        finished = work.status != "held" and not work.number.endswith("7")
        wanted = ["accept"] * (work.status == "assigned") + ["complete"] * finished
        return [step for step in wanted if self.works and (work.id, step) not in self._asked]

    def consume(self, amqp_uri: str, queue: str, over: Callable[[], bool]) -> None:
        """Take events from the queue until it is over; begin with what the queue may have dropped."""
        self.catch_up()
        Subscription(amqp_uri, queue, self.take, self.work).run(over)

    def poll(self, over: Callable[[], bool]) -> None:
        """Take events over HTTP until it is over."""
        while not over():
            self.catch_up()
            self.work()
            time.sleep(POLL_SECONDS)

    def rebuild(self) -> None:
        """Forget everything and read the feed from position 0."""
        self.journal.empty()
        self.state = State()
        self.catch_up()

    def reconcile(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Say what is open here; return the reconciliation and the differences."""
        items = [{"id": work.id, "status": work.status} for work in self.state.open()]
        return self.hub.reconcile(self.journal.last, items)
