"""Routes that stay open and tell what happens, as server-sent events."""

import asyncio
from typing import Any

from gateway.authentication import Authentication
from gateway.calls import Calls
from gateway.exchange import Exchange, Headers
from gateway.gate import Crowd
from gateway.operation import NO_STORE, Operation
from gateway.route import Route
from gateway.screens import Screen, Screens, as_event, as_heartbeat
from gateway.transport import LEFT
from services.common import clock
from services.common.caller import Caller
from services.common.errors import Refusal

MEDIA = "text/event-stream"
HEARTBEAT_SECONDS = 15.0
STUCK_SECONDS = 30.0  # a client that takes nothing for so long is gone
HEADERS: Headers = [(b"content-type", MEDIA.encode()), NO_STORE, (b"x-accel-buffering", b"no")]
RETRY = b"retry: 2000\n\n"  # milliseconds until a browser comes back


class Stream(Operation):
    """One route whose answer goes on until its time is over, the person may no more, or somebody leaves."""

    def __init__(
        self, route: Route, calls: Calls, authentication: Authentication, screens: Screens, crowd: Crowd
    ) -> None:
        super().__init__(route, calls, authentication)
        self.screens = screens
        self.crowd = crowd

    async def __call__(self, exchange: Exchange) -> None:
        """Open the screen, then tell it what happens."""
        caller = await self.identify(exchange)
        message = self.head(exchange)
        self.check(message)
        route = self.route
        made = await self.calls.make(route.service, self.call, message, caller, exchange.traceparent, route.rank)
        screen = Screen(caller, made["numbers"], message.get("departments", []), made["after"])
        seconds = message.get("seconds", self.parameters.schema.fields["seconds"].load_default)
        with self.screens.opened(screen):
            await exchange.begin(200, None, HEADERS)
            await exchange.send_piece(RETRY + as_event("reset" if made["reset"] else "ready", {}, screen.after))
            if exchange.method != "HEAD":
                began = clock.monotonic_seconds()
                with self.crowd.aside():
                    await self._go_on(exchange, screen, began + seconds)
                exchange.started += clock.monotonic_seconds() - began  # to wait is not to be slow
        await exchange.send_piece(b"", more=False)

    async def _go_on(self, exchange: Exchange, screen: Screen, until: float) -> None:
        left = exchange.scope[LEFT] = asyncio.Event()
        gone = [asyncio.ensure_future(one) for one in (_gone(exchange), left.wait())]
        try:
            while not screen.over and (rest := until - clock.monotonic_seconds()) > 0:
                news = asyncio.ensure_future(screen.news.wait())
                await asyncio.wait({*gone, news}, timeout=min(rest, HEARTBEAT_SECONDS), return_when="FIRST_COMPLETED")
                news.cancel()
                if any(one.done() for one in gone) or screen.over:
                    return
                if not await self._is_still(exchange, screen.caller):
                    return
                piece = screen.take() or as_heartbeat(screen.after)
                await asyncio.wait_for(exchange.send_piece(piece), STUCK_SECONDS)
        except TimeoutError:
            return
        finally:
            for one in gone:
                one.cancel()

    async def _is_still(self, exchange: Exchange, caller: Caller) -> bool:
        """Whether the token or session is good yet, and still this person's."""
        extra = exchange.extra
        try:
            return await self.authentication.identify(exchange) == caller
        except Refusal:
            return False
        finally:
            exchange.extra = extra


async def _gone(exchange: Exchange) -> None:
    """Return when the client has left."""
    message: dict[str, Any] = {}
    while message.get("type") != "http.disconnect":
        message = await exchange.receive()
