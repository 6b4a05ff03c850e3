"""The keys of systems that this gateway knows: asked of intake once a minute, given up within 2 s of their end."""

import asyncio
import hashlib
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from gateway.background import Background
from gateway.broker import NoAnswer
from gateway.calls import Calls
from services.common import clock
from services.common.caller import Caller
from services.common.errors import NotFound, Refusal
from services.intake import contract as intake

KEPT_SECONDS = 60
KEPT_WRONG_SECONDS = 10
KEPT_WITHOUT_INTAKE_SECONDS = 3600
MOST_HELD = 1000
MOST_WRONG = 5000
LOOK_SECONDS = 1.0
LOOKS_BETWEEN_REPORTS = 15
ME = Caller(kind="service", subject="gateway")


@dataclass(frozen=True)
class Held:
    """A key that is good, by its id, and for how long that is believed, in seconds that never jump."""

    key_id: str
    caller: Caller
    since: float


class KeyRing(Background):
    """Turns a key into the caller that it stands for. Keys are known here by their digests alone."""

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self.calls = calls
        self._held: OrderedDict[bytes, Held] = OrderedDict()
        self._wrong: OrderedDict[bytes, float] = OrderedDict()
        self._used: set[str] = set()

    async def find(self, key: str, trace: str) -> Caller | None:
        """Return the caller, None for a key that is none or none any more."""
        digest, now = hashlib.sha256(key.encode("utf-8", "replace")).digest(), clock.monotonic_seconds()
        held = self._held.get(digest)
        if held is None and self._wrong.get(digest, 0.0) > now:
            return None
        if held is None or now - held.since > KEPT_SECONDS:
            held = await self._ask(digest, held, trace)
        if held is None:
            return None
        self._used.add(held.key_id)
        return held.caller

    def knows(self, key: str) -> bool:
        """Whether the answer is here already, so that nobody has to be asked."""
        digest = hashlib.sha256(key.encode("utf-8", "replace")).digest()
        return digest in self._held or self._wrong.get(digest, 0.0) > clock.monotonic_seconds()

    async def _ask(self, digest: bytes, held: Held | None, trace: str) -> Held | None:
        """Ask intake whose key it is; while intake does not answer, a key known within the hour goes on."""
        try:
            holder = await self.calls.make("intake", intake.CHECK_KEY, {"sha256": digest.hex()}, ME, trace)
        except NotFound:
            self._give_up(digest)
            return None
        except NoAnswer:
            if held is None or clock.monotonic_seconds() - held.since > KEPT_WITHOUT_INTAKE_SECONDS:
                raise
            return held
        return self._hold(digest, holder)

    def _hold(self, digest: bytes, holder: dict[str, Any]) -> Held:
        held = self._held[digest] = Held(holder["id"], system_caller(holder), clock.monotonic_seconds())
        self._held.move_to_end(digest)
        while len(self._held) > MOST_HELD:
            self._held.popitem(last=False)
        return held

    def _give_up(self, digest: bytes) -> None:
        self._held.pop(digest, None)
        self._wrong[digest] = clock.monotonic_seconds() + KEPT_WRONG_SECONDS
        self._wrong.move_to_end(digest)
        while len(self._wrong) > MOST_WRONG:
            self._wrong.popitem(last=False)

    async def go_on(self) -> None:
        """Look each second which keys have ended."""
        looks = 0
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            looks += 1
            if self._held:
                with suppress(Refusal):  # intake is away: what is known goes on, and is looked at in a second
                    await self._look(report=looks % LOOKS_BETWEEN_REPORTS == 0)

    async def _look(self, report: bool) -> None:
        by_id = {held.key_id: digest for digest, held in self._held.items()}
        used = sorted(self._used & by_id.keys()) if report else []
        message = {"held": list(by_id), "used": used}
        answer = await self.calls.make("intake", intake.NOTE_KEY_USE, message, ME, "")
        self._used.difference_update(used)
        for key_id in answer["ended"]:
            self._give_up(by_id[key_id])


def system_caller(holder: dict[str, Any]) -> Caller:
    """Return the caller that a key stands for: its client, of whose kind it is, and what the key may be used for."""
    return Caller(
        kind="system",
        subject=holder["client"],
        roles=(holder["kind"],),
        department=holder.get("department"),
        scopes=tuple(holder["scopes"]),
    )
