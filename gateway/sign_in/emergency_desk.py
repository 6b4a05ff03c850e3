"""The page for emergency accounts: name, password and reason in, a short session out, and the use written down."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from gateway.calls import Calls
from gateway.exchange import Exchange
from gateway.gate import Handler
from gateway.limits import Limits
from gateway.paperwork import read_form, refusing
from gateway.sign_in import pages
from gateway.sign_in.desk import HOME, to
from gateway.sign_in.emergency import Account, Accounts, a_use
from gateway.sign_in.ended import ME
from gateway.sign_in.sessions import Session, Sessions
from services.common import clock
from services.common.errors import InvalidInput, Refusal, Unavailable
from services.routing import contract as routing

SECONDS = 900  # an emergency session is short, whatever ordinary ones last
REPEAT_SECONDS = 5.0
NOTE = routing.emergencies.NOTE_BREAK_GLASS
PATH = "/break-glass"


class ReasonMissing(InvalidInput):
    """Say why the emergency account is needed."""


class EmergencyDesk:
    """Lets in without the identity provider; without accounts there is no such page."""

    def __init__(self, accounts: Accounts, sessions: Sessions, calls: Calls, limits: Limits) -> None:
        self.accounts, self.sessions, self.calls, self.limits = accounts, sessions, calls, limits
        self._untold: set[asyncio.Task[None]] = set()

    def rows(self) -> Iterator[tuple[str, str, Handler, str]]:
        """Yield method, address, handler and rank."""
        if self.accounts.known:
            yield "GET", PATH, refusing(self.show, pages.refused, pages.HTML), "read"
            yield "POST", PATH, refusing(self.let_in, pages.refused, pages.HTML), "write"

    async def show(self, exchange: Exchange) -> None:
        """Show the form."""
        await exchange.answer(200, pages.emergency(), pages.HTML)

    async def let_in(self, exchange: Exchange) -> None:
        """Check name and password, write the use down, and give a session of a quarter of an hour."""
        self.limits.check_form(exchange)
        given = await read_form(exchange)
        reason = given.get("reason", "").strip()[:1000]
        if not reason:
            raise ReasonMissing()
        account = await self.accounts.check(given.get("account", "").strip(), given.get("password", ""))
        await self._note(a_use(account, reason), exchange.traceparent)
        await exchange.answer(303, b"", [*to(HOME), self.sessions.cookie(self._session(account))])

    @staticmethod
    def _session(account: Account) -> Session:
        now = clock.epoch_seconds()
        return Session(
            id=secrets.token_urlsafe(16), subject=f"break-glass:{account.name}", roles=account.roles,
            name=f"Emergency access {account.name}", started=now, until=now + SECONDS,
            csrf=secrets.token_urlsafe(16), emergency=True,
        )  # fmt: skip

    async def _note(self, use: dict[str, Any], trace: str) -> None:
        """Have routing write it down; while routing is away the door opens all the same, and it is told later."""
        try:
            await self.calls.make("routing", NOTE, use, ME, trace, "write")
        except Unavailable:
            task = asyncio.create_task(self._note_later(use))
            self._untold.add(task)
            task.add_done_callback(self._untold.discard)

    async def _note_later(self, use: dict[str, Any]) -> None:
        while True:
            await asyncio.sleep(REPEAT_SECONDS)
            with suppress(Refusal):
                await self.calls.make("routing", NOTE, use, ME, "", "write")
                return
