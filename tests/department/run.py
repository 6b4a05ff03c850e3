"""One run: events while the department's system is mistreated, then every comparison."""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from deploy.department.hub import Hub
from deploy.department.journal import Journal
from deploy.department.state import State
from deploy.local import Stack
from deploy.processes import wait_until
from tests.department.played import Played, as_known
from tests.department.source import Source

QUIET_SECONDS = 6.0
PLANTED = (8, 9, 8)  # dropped, changed, made up


@dataclass
class Found:
    """What a run has found."""

    events: int = 0
    mistreated: dict[str, int] = field(default_factory=dict)
    repeats_dropped: int = 0
    fetched_over_http: int = 0
    lost: int = 0
    extra: int = 0
    out_of_order: int = 0
    state_differs: int = 0
    rebuilt_identical: bool = False
    honest_differences: int = -1
    planted: int = 0
    named: int = 0
    named_exactly: bool = False
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether everything is as it should be."""
        nothing = (self.lost, self.extra, self.out_of_order, self.state_differs, self.honest_differences)
        return nothing == (0,) * 5 and self.rebuilt_identical and self.named_exactly and self.planted == sum(PLANTED)

    def report(self) -> str:
        """Say it in lines."""
        return "\n".join(f"{name.replace('_', ' '):20} {value}" for name, value in asdict(self).items())


class Run:
    """A stack, the department that is played (its code, and a service type that it does), and what came of them."""

    def __init__(self, stack: Stack, played: tuple[str, str], events: int, seed: int = 311) -> None:
        self.code, self.service = played
        self.stack, self.events, self.seed = stack, events, seed
        self.source = Source(stack.run_json, self.code, seed)
        self.played = Played(self.code, stack.folder, stack.environment["HUB311_AMQP_ADMIN"], seed)
        self.found = Found()

    def go(self) -> Found:
        """Make events, mistreat, wait until it is quiet, compare."""
        began = time.monotonic()
        try:
            self.played.start()
            self._storm()
            self.played.rest()
            self._wait_for_quiet()
        finally:
            self.played.end()
        self.found.mistreated = dict(self.played.done)
        self.found.repeats_dropped, self.found.fetched_over_http = self.played.counted()
        self._compare()
        self._reconcile()
        self.found.seconds = round(time.monotonic() - began, 1)
        return self.found

    def _storm(self) -> None:
        over = threading.Event()
        creating = threading.Thread(target=self.source.create, args=(self.service, over), daemon=True)
        creating.start()
        while self.source.head() < self.events:
            time.sleep(self.played.chance.uniform(0.5, 3.0))
            self.played.mistreat()
        over.set()
        creating.join(60)

    def _wait_for_quiet(self) -> None:
        """Wait until nothing more happens and the department has said that it has everything."""
        seen: list[tuple[int, float]] = [(0, 0.0)]

        def quiet() -> bool:
            head = self.source.head()
            if head != seen[0][0]:
                seen[0] = (head, time.monotonic())
            return time.monotonic() - seen[0][1] > QUIET_SECONDS

        wait_until(quiet, 600, "the department's feed to stand still")

    @property
    def journal(self) -> Path:
        """Where the department's journal is."""
        return self.stack.folder / "departments" / self.code / "journal.jsonl"

    def _compare(self) -> None:
        """Hold the journal on disk against the feed, its state against routing's, and both against a rebuilt one."""
        found, source = self.found, list(self.source.feed())
        mine = [json.loads(line) for line in self.journal.read_bytes().splitlines()]
        theirs, known = as_known(source), as_known(mine)
        found.events = len(theirs)
        found.lost, found.extra = len(set(theirs) - set(known)), len(known) - len(set(known) & set(theirs))
        found.out_of_order = sum(a != b for a, b in zip(theirs, known, strict=False))
        state = State(mine)
        found.state_differs = len(set(self.source.work().items()) ^ {(w.id, w.status) for w in state.work.values()})
        again = self.stack.folder / "rebuilt"
        self.played.run("--rebuild", "--folder", str(again))
        same = (again / "journal.jsonl").read_bytes() == self.journal.read_bytes()
        with closing(Journal(again / "journal.jsonl")) as rebuilt:
            found.rebuilt_identical = same and State(rebuilt.read()).work == state.work

    def _reconcile(self) -> None:
        """Reconcile honestly, then with differences planted, and see whether exactly these are named."""
        found, access = self.found, self.stack.run_json["departments"][self.code]
        hub = Hub(self.stack.url, access["api_key"])
        with closing(Journal(self.journal)) as journal:
            honest, last = {work.id: work.status for work in State(journal.read()).open()}, journal.last
        _, none = hub.reconcile(last, _items(honest))
        found.honest_differences = len(none)
        said, planted = plant(honest, random.Random(self.seed))
        _, named = hub.reconcile(last, _items(said))
        found.planted, found.named = len(planted), len(named)
        found.named_exactly = {(one["kind"], one["assignment_id"], one["there"]) for one in named} == planted


def _items(work: dict[str, str]) -> list[dict[str, str]]:
    return [{"id": i, "status": status} for i, status in work.items()]


def plant(work: dict[str, str], chance: random.Random) -> tuple[dict[str, str], set[tuple[str, str, Any]]]:
    """Drop, change and make up some work; return what is said then, and the differences that must be named."""
    dropped, changed, made_up = PLANTED
    picked = chance.sample(sorted(work), dropped + changed)
    said = {i: status for i, status in work.items() if i not in picked[:dropped]}
    said |= dict.fromkeys(picked[dropped:], "completed")
    said |= {f"made-up-{n}": "accepted" for n in range(made_up)}
    return said, set(_planted(picked[:dropped], picked[dropped:], made_up))


def _planted(dropped: list[str], changed: list[str], made_up: int) -> Iterator[tuple[str, str, Any]]:
    yield from (("missing_there", i, None) for i in dropped)
    yield from (("differs", i, "completed") for i in changed)
    yield from (("unknown_here", f"made-up-{n}", "accepted") for n in range(made_up))
