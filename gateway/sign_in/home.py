"""The page on which one lands: who one is here, what one may do, how much work waits."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from gateway.calls import Calls
from gateway.exchange import Exchange
from gateway.gate import Handler
from gateway.paperwork import refusing
from gateway.sign_in import pages
from gateway.sign_in.provider import Provider, ProviderSilent
from gateway.sign_in.sessions import SessionOver, Sessions
from services.routing import contract as routing


class Home:
    """Answers /me to whoever has a session; everybody else is asked to sign in."""

    def __init__(self, calls: Calls, sessions: Sessions, provider: Provider) -> None:
        self.calls = calls
        self.sessions = sessions
        self.provider = provider

    def rows(self) -> Iterator[tuple[str, str, Handler, str]]:
        """Yield method, address, handler and rank."""
        yield "GET", "/me", refusing(self.show, pages.refused, pages.HTML), "read"

    async def show(self, exchange: Exchange) -> None:
        """Show the page."""
        try:
            session = await self.sessions.find(exchange)
        except SessionOver:
            session = None
        if session is None:
            await exchange.answer(401, pages.over(), pages.HTML)
            return
        said = await self.calls.make("routing", routing.READ_ME, {}, session.caller, exchange.traceparent, "read")
        page = pages.me(session.name, said, session.csrf, session.emergency)
        await exchange.answer(200, page, pages.with_forms_to(await self._provider_origin()))

    async def _provider_origin(self) -> str:
        try:
            place = urlsplit((await self.provider.about()).get("end_session_endpoint") or "")
        except ProviderSilent:
            return ""
        return f"{place.scheme}://{place.netloc}" if place.netloc else ""
