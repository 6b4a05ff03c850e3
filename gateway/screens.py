"""The open screens of staff: one question a second for all of them tells each what has changed."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.background import Background
from gateway.calls import Calls
from services.common import metrics
from services.common.caller import Caller
from services.common.errors import Refusal, TooMany
from services.intake import contract as intake
from services.intake.contract.desk import MOST_WATCHERS

LOOK_SECONDS = 1.0
MOST_OF_ONE, MOST = 6, 1000  # screens of one person, and of all, at one gateway
MOST_WAITING = 1000  # changes; a screen that takes no more is closed and comes back
ME = Caller(kind="service", subject="gateway")

screens_open = metrics.gauge("gateway_screens_open", "Screens of staff that are told of changes as they happen")
screens_refused_total = metrics.counter("gateway_screens_refused_total", "Screens refused because too many are open")


class TooManyScreens(TooMany):
    """You have six screens open already, or all of the staff a thousand: close one."""

    retry_after_seconds = 60


@dataclass(eq=False)
class Screen:
    """A stream to one person's screen; `after` is the last row of intake's that was looked at for it."""

    caller: Caller
    numbers: list[str]
    departments: list[str]
    after: int
    waiting: list[bytes] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False

    @property
    def watcher(self) -> dict[str, Any]:
        """Return the screen as intake is told of it."""
        return {
            "subject": self.caller.subject,
            "roles": list(self.caller.roles),
            "numbers": self.numbers,
            "departments": self.departments,
        }

    def tell(self, change: bytes) -> None:
        """Have the screen told; one that takes nothing any more is over."""
        self.waiting.append(change)
        self.over = self.over or len(self.waiting) > MOST_WAITING
        self.news.set()

    def take(self) -> bytes:
        """Return what waits for the screen."""
        found, self.waiting = b"".join(self.waiting), []
        self.news.clear()
        return found

    def end(self) -> None:
        """Have the stream end."""
        self.over = True
        self.news.set()


class Screens(Background):
    """Looks while somebody has a screen open; while intake is away nothing is told, and nothing is lost."""

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self.calls = calls
        self._screens: set[Screen] = set()
        self._people: Counter[str] = Counter()
        self._somebody = asyncio.Event()
        screens_open.set_function(lambda: len(self._screens))

    @contextmanager
    def opened(self, screen: Screen) -> Iterator[Screen]:
        """Tell a screen as long as it is open; TooManyScreens when there are enough."""
        who = screen.caller.subject
        if self._people[who] >= MOST_OF_ONE or len(self._screens) >= MOST:
            screens_refused_total.inc()
            raise TooManyScreens()
        self._screens.add(screen)
        self._people[who] += 1
        self._somebody.set()
        try:
            yield screen
        finally:
            self._screens.discard(screen)
            self._people -= Counter([who])

    def end_all(self) -> None:
        """End every stream: the gateway stops, and the screens come back to another one."""
        for screen in self._screens:
            screen.end()

    async def go_on(self) -> None:
        """Look each second while there are screens."""
        while True:
            await self._somebody.wait()
            everybody = list(self._screens)
            for start in range(0, len(everybody), MOST_WATCHERS):
                with suppress(Refusal):
                    await self._look(everybody[start : start + MOST_WATCHERS])
            if not self._screens:
                self._somebody.clear()
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, screens: Sequence[Screen]) -> None:
        """Ask whether anything was said; when it was, ask who is to hear of it."""
        after = min(screen.after for screen in screens)
        newest = await self._ask(after, [])
        more = newest["next"] > after
        while more:
            page = await self._ask(after, [screen.watcher for screen in screens])
            for change in page["items"]:
                _deliver(change, screens)
            for screen in screens:
                screen.after = max(screen.after, page["next"])
            after, more = page["next"], page["more"]

    async def _ask(self, after: int, watchers: list[dict[str, Any]]) -> Any:
        message = {"after": after, "watchers": watchers}
        return await self.calls.make("intake", intake.LIST_DESK_CHANGES, message, ME, "", "write")


def _deliver(change: dict[str, Any], screens: Sequence[Screen]) -> None:
    written = as_event(change["event"], change["data"], change["id"])
    for place in change["to"]:
        if change["id"] > screens[place].after:
            screens[place].tell(written)


def as_event(name: str, data: dict[str, Any], id: int) -> bytes:
    """Write an event as `text/event-stream` has it."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (id, name.encode(), orjson.dumps(data))


def as_heartbeat(id: int) -> bytes:
    """Write what keeps a quiet connection open, and lets the screen know how far it is."""
    return b": still here\nid: %d\n\n" % id
