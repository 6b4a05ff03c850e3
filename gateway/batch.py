"""Thousands of places in one request: JSON lines or a table in, lines or a table streamed out."""

from contextlib import aclosing
from dataclasses import replace
from typing import Any

from marshmallow import fields, validate

from gateway import rows
from gateway.bodies import receive_all
from gateway.exchange import Exchange, Headers
from gateway.operation import NO_STORE, Operation
from gateway.parameters import Parameters, fault
from gateway.pieces import PIECES, Job
from services.common.caller import Caller
from services.common.contract import Answer, Call, Message, Text
from services.common.errors import InvalidInput

LINES, TABLE = b"application/x-ndjson", b"text/csv; charset=utf-8"


class BatchWish(Message):
    """How the places are to be told: whole or codes alone; sorted or grouped by a kind of layer, such as zip_code."""

    fields = fields.String(validate=validate.OneOf(tuple(PIECES)))  # type: ignore[assignment]
    sort = Text(most=40, least=1)
    group = Text(most=40, least=1)


QUERY = Call("locate_batch", BatchWish, Answer)


class Batch(Operation):
    """A route whose body is many messages; every line is checked before the first is answered."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.parameters = Parameters(replace(self.route, method="GET"), QUERY)

    def check(self, message: dict[str, Any]) -> None:
        """Hold the query against its schema."""
        self.hold(QUERY, message)
        if "sort" in message and "group" in message:
            raise InvalidInput(errors=[fault("sort", "Places that are grouped are sorted already.")])

    async def __call__(self, exchange: Exchange) -> None:
        """Check everything, then stream; what fails half-way breaks the connection, so that it does not look whole."""
        caller = await self.identify(exchange)
        wish = self.head(exchange)
        self.check(wish)
        places = await self._places(exchange)
        form = "csv" if "text/csv" in exchange.header(b"accept") else "json"
        job = Job(self._asker(exchange, caller), wish.get("fields", "all"), form)
        by = next(((name, wish[name]) for name in ("sort", "group") if name in wish), None)
        async with aclosing(job.lines(places, by)) as parts:
            first = await anext(parts)
            headers: Headers = [(b"content-type", TABLE if form == "csv" else LINES), NO_STORE]
            await exchange.begin(200, None, headers)
            await exchange.send_piece(first)
            async for part in parts:
                await exchange.send_piece(part)
        await exchange.send_piece(b"", more=False)

    async def _places(self, exchange: Exchange) -> list[dict[str, Any]]:
        body = await receive_all(exchange.receive, exchange.header(b"content-length"), rows.MOST_BYTES)
        media, encoding = exchange.header(b"content-type"), exchange.header(b"content-encoding")
        return await rows.read_places(body, media, encoding)

    def _asker(self, exchange: Exchange, caller: Caller) -> Any:
        route = self.route
        return lambda call, message: self.calls.make(
            route.service, call, message, caller, exchange.traceparent, route.rank
        )
