"""Sessions that ended before their time, as routing knows them: asked for each second while sessions are in use."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from gateway.background import Background
from gateway.calls import Calls
from services.common import clock
from services.common.caller import Caller
from services.common.errors import Refusal
from services.routing import contract as routing

if TYPE_CHECKING:
    from gateway.sign_in.sessions import Session

LOOK_SECONDS = 1.0
RESTS_AFTER_SECONDS = 60.0
KEPT_SECONDS = 24 * 3600
ME = Caller(kind="service", subject="gateway")


class EndedSessions(Background):
    """What has ended, by kind and value, with the instant; while routing is away, what is known goes on."""

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self.calls = calls
        self._ends: dict[tuple[str, str], float] = {}
        self._behind = 0
        self._used_at = self._looked_at = float("-inf")
        self._looking = asyncio.Lock()

    async def has_ended(self, session: "Session") -> bool:
        """Whether a session is over; after a rest routing is asked first."""
        self._used_at = now = clock.monotonic_seconds()
        if now - self._looked_at > 2 * LOOK_SECONDS:
            await self._look()
        marks = (("session", session.id), ("sid", session.sid), ("subject", session.subject))
        return any(self._ends.get(mark, 0.0) >= session.started for mark in marks)

    async def end(self, kind: str, value: str, trace: str) -> None:
        """Have sessions end, everywhere; raises what routing answers."""
        await self.calls.make("routing", routing.END_SESSIONS, {"kind": kind, "value": value}, ME, trace, "write")
        self._ends[kind, value] = clock.epoch_seconds()

    async def go_on(self) -> None:
        """Look each second while sessions are in use."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if clock.monotonic_seconds() - self._used_at < RESTS_AFTER_SECONDS:
                await self._look()

    async def _look(self) -> None:
        """Ask what is new; one asks for all who wait. Routing may be away: then it is asked again in a second."""
        asked_at = clock.monotonic_seconds()
        async with self._looking:
            if self._looked_at < asked_at:
                with suppress(Refusal):
                    await self._read()
                self._looked_at = clock.monotonic_seconds()

    async def _read(self) -> None:
        more = True
        while more:
            message = {"after": self._behind}
            page = await self.calls.make("routing", routing.LIST_SESSION_ENDS, message, ME, "", "write")
            for item in page["items"]:
                self._ends[item["kind"], item["value"]] = clock.parse(item["at"]).timestamp()
                self._behind = item["id"]
            more = page["next"] is not None
        oldest = clock.epoch_seconds() - KEPT_SECONDS
        self._ends = {mark: at for mark, at in self._ends.items() if at > oldest}
