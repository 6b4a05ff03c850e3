"""Carrying out a route: who asks, what is asked, is it right, then the call and its answer."""

from typing import Any

import orjson

from gateway import bodies
from gateway.authentication import Authentication, NotAllowedHere
from gateway.calls import Calls
from gateway.exchange import JSON, Exchange
from gateway.parameters import Parameters
from gateway.route import Route
from services.common import ids
from services.common.caller import Caller
from services.common.contract import Call, load
from services.common.errors import InvalidInput, MalformedInput, Unauthenticated

NO_STORE = (b"cache-control", b"no-store")


class Operation:
    """One route with everything about it that can be known at start."""

    def __init__(self, route: Route, calls: Calls, authentication: Authentication) -> None:
        self.route = route
        self.call = route.find_call()
        self.calls = calls
        self.authentication = authentication
        self.parameters = Parameters(route, self.call)

    async def __call__(self, exchange: Exchange) -> None:
        """Answer, or raise the refusal."""
        caller = await self.identify(exchange)
        message = self.head(exchange)
        if self.route.has_body:
            message |= self.parameters.from_body(await self._body(exchange))
        self.check(message)
        route = self.route
        made = await self.calls.make(route.service, self.call, message, caller, exchange.traceparent, route.rank)
        await self.answer(exchange, made)

    async def identify(self, exchange: Exchange) -> Caller:
        """Return who asks, when this route is for such callers."""
        caller = await self.authentication.identify(exchange)
        if caller.kind not in self.route.who:
            raise Unauthenticated() if caller.kind == "anonymous" else NotAllowedHere()
        self.authentication.limits.check(exchange, caller, self.route.rank)
        if self.route.has_mail_sent and caller.kind in ("anonymous", "resident"):
            self.authentication.limits.check_form(exchange)
        return caller

    def head(self, exchange: Exchange) -> dict[str, Any]:
        """Return the members from path, query and headers; a write gets an idempotency key when it has none."""
        parameters = self.parameters
        message = dict(self.route.fixed)
        message |= parameters.from_path(exchange.scope["path_params"])
        message |= parameters.from_query(exchange.scope["query_string"])
        message |= parameters.from_headers(exchange.headers)
        if "idempotency_key" in parameters.headers and not message.get("idempotency_key"):
            message["idempotency_key"] = ids.uuid7()
        return message

    async def _body(self, exchange: Exchange) -> dict[str, Any]:
        length = exchange.header(b"content-length")
        if not self.parameters.required and not exchange.header(b"transfer-encoding") and length in ("", "0"):
            return {}
        bodies.check_media_type(exchange.header(b"content-type"), exchange.header(b"content-encoding"))
        body = await bodies.receive_all(exchange.receive, length)
        if not body:
            raise MalformedInput("A JSON object is needed as the body.")
        return bodies.read_object(body)

    def check(self, message: dict[str, Any]) -> None:
        """Hold the message against the call's schema, so that what is wrong costs no call."""
        self.hold(self.call, message)

    def hold(self, call: Call, message: dict[str, Any]) -> None:
        """Hold a message against the schema of a call; refusals point to where the client wrote the member."""
        try:
            load(call.request, message)
        except InvalidInput as refusal:
            raise self.parameters.place(refusal) from refusal

    async def answer(self, exchange: Exchange, made: Any) -> None:
        """Send what the call answered."""
        route = self.route
        if route.content:
            kept = [(b"content-type", route.media.encode()), (b"cache-control", b"private, max-age=300")]
            await exchange.answer(route.status, made[route.content].encode(), kept)
            return
        headers = [(b"content-type", JSON), NO_STORE]
        if route.status == 204:
            await exchange.answer(204, b"", headers[1:])
            return
        if route.location:
            headers.append((b"location", route.location.format_map(made).encode("ascii", "ignore")))
        if route.links:
            made["links"] = {name: path.format_map(made) for name, path in route.links.items()}
        version = made.get("version") if isinstance(made, dict) else None
        if isinstance(version, int):
            mark = f'"{version}"'
            headers.append((b"etag", mark.encode()))
            if exchange.method in ("GET", "HEAD") and exchange.header(b"if-none-match").removeprefix("W/") == mark:
                await exchange.answer(304, b"", headers[1:])
                return
        await exchange.answer(route.status, orjson.dumps(made), headers)
