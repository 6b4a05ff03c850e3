"""The addresses below /keys: forms in, pages out; the rules are intake's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gateway.calls import Calls
from gateway.description.page import Page
from gateway.exchange import Exchange, Headers
from gateway.gate import Handler
from gateway.limits import Limits
from gateway.owners import pages
from gateway.paperwork import Texts, pairs, read_form, refusing
from services.common.caller import ANONYMOUS
from services.common.contract import Call, load
from services.common.errors import Conflict, InvalidInput
from services.intake import contract as intake

STYLE = (Path(__file__).parent / "style.css").read_bytes()
HTML: Headers = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
]


class OwnersDesk:
    """Answers owners of API clients, who are known by the secret of a link."""

    def __init__(self, calls: Calls, limits: Limits) -> None:
        self.calls = calls
        self.limits = limits

    def rows(self) -> Iterator[tuple[str, str, Handler, str]]:
        """Yield method, address, handler and rank."""
        yield "GET", "/keys/style.css", Page(STYLE, b"text/css; charset=utf-8"), "always"
        for method, path, act in (
            ("GET", "/keys", self.start),
            ("POST", "/keys", self.register),
            ("POST", "/keys/link", self.send_links),
            ("GET", "/keys/sent", self.sent),
            ("GET", "/keys/own", self.own),
            ("POST", "/keys/own/new", self.make),
            ("POST", "/keys/own/end", self.end),
        ):
            yield method, path, refusing(act, pages.refused, HTML), "read" if method == "GET" else "write"

    async def start(self, exchange: Exchange) -> None:
        """Show the forms."""
        await exchange.answer(200, pages.start({}, {}), HTML)

    async def sent(self, exchange: Exchange) -> None:
        """Say where to look now."""
        await exchange.answer(200, pages.sent(), HTML)

    async def register(self, exchange: Exchange) -> None:
        """Take the wish for a key."""
        given = await read_form(exchange)
        said: dict[str, Any] = {name: given.get(name, "").strip() for name in ("name", "email", "purpose")}
        await self._mail(exchange, given, intake.REGISTER_CLIENT, said | {"test": given.get("test") == "yes"})

    async def send_links(self, exchange: Exchange) -> None:
        """Take the wish for a link."""
        given = await read_form(exchange)
        await self._mail(exchange, given, intake.SEND_CLIENT_LINKS, {"email": given.get("owner", "").strip()})

    async def _mail(self, exchange: Exchange, given: Texts, call: Call, message: dict[str, Any]) -> None:
        """Have mail sent, or show the forms again with what is wrong."""
        try:
            load(call.request, message)
        except InvalidInput as refusal:
            faults = {error["pointer"].split("/")[1]: error["detail"] for error in refusal.errors}
            if call is intake.SEND_CLIENT_LINKS:
                faults = {"owner": next(iter(faults.values()))}
            await exchange.answer(422, pages.start(given, faults), HTML)
            return
        self.limits.check_form(exchange)
        await self._call(exchange, call, message)
        await exchange.answer(303, b"", [*HTML[1:], (b"location", b"/keys/sent")])

    async def own(self, exchange: Exchange) -> None:
        """Show a client to its owner."""
        token = dict(pairs(exchange.scope["query_string"])).get("token", "")
        await self._show(exchange, token)

    async def _show(self, exchange: Exchange, token: str, **more: Any) -> None:
        client = await self._call(exchange, intake.READ_OWN_CLIENT, {"token": token})
        await exchange.answer(409 if more.get("fault") else 200, pages.own(client, token, **more), HTML)

    async def make(self, exchange: Exchange) -> None:
        """Make a key and show it this once."""
        given = await read_form(exchange)
        days = given.get("days", "")
        message = {"token": given.get("token", ""), "days": int(days) if days.isdecimal() and len(days) < 5 else 0}
        try:
            made = await self._call(exchange, intake.ISSUE_OWN_KEY, message)
        except Conflict as refusal:
            await self._show(exchange, message["token"], fault=refusal.detail)
            return
        await self._show(exchange, message["token"], made=made)

    async def end(self, exchange: Exchange) -> None:
        """End a key."""
        given = await read_form(exchange)
        token = given.get("token", "")
        await self._call(exchange, intake.REVOKE_OWN_KEY, {"token": token, "id": given.get("id", "")})
        await exchange.answer(303, b"", [*HTML[1:], (b"location", f"/keys/own?token={quote(token)}".encode())])

    async def _call(self, exchange: Exchange, call: Call, message: dict[str, Any]) -> Any:
        """Ask intake, when the message is one: what is wrong with it costs no call."""
        load(call.request, message)
        self.limits.check(exchange, ANONYMOUS, "read")
        return await self.calls.make("intake", call, message, ANONYMOUS, exchange.traceparent, "write")
