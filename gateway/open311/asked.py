"""One Open311 request: its format, its arguments, who asks, and how it is answered."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from gateway.authentication import Authentication, TokenRefused
from gateway.calls import Calls
from gateway.exchange import Exchange
from gateway.limits import Limits
from gateway.open311 import writing
from gateway.open311.fields import BROKEN_ESCAPE, Fields, check_text, read
from gateway.open311.freshness import Freshness, freshness
from gateway.open311.jurisdictions import Jurisdictions
from gateway.uploads import Files
from services.common.caller import ANONYMOUS, Caller
from services.common.contract import Call, load
from services.common.errors import Forbidden, MalformedInput, NotFound

NO_STORE = (b"cache-control", b"no-store")


class KeyMissing(Forbidden):
    """This takes an API key: send it as api_key, or as Authorization: Bearer."""


class KeyRefused(Forbidden):
    """The API key is not valid here."""


@dataclass(frozen=True)
class Parts:
    """What every endpoint uses."""

    calls: Calls
    authentication: Authentication
    limits: Limits
    files: Files
    jurisdictions: Jurisdictions
    public_url: str


class Asked:
    """A request of which format and arguments have been read."""

    def __init__(self, exchange: Exchange, form: str, parts: Parts) -> None:
        if BROKEN_ESCAPE.search(exchange.scope.get("raw_path") or b""):
            raise MalformedInput("A percent sign must be followed by two hexadecimal digits.")
        self.exchange = exchange
        self.form = form
        self.parts = parts
        pairs = read(exchange.scope["query_string"])
        check_text(pairs)
        self.query = Fields(pairs)
        self.callback = self.query.callback() if form == "json" else ""

    def path(self, name: str) -> str:
        """Return what stands in the path; NotFound when it can be no name of anything."""
        value = self.exchange.scope["path_params"][name].strip()
        if not value.isprintable() or "\ufffd" in value or not 0 < len(value) <= 200:
            raise NotFound()
        return value

    async def call(self, service: str, call: Call, message: dict[str, Any], caller: Caller = ANONYMOUS) -> Any:
        """Ask a service; what is wrong with the message costs no call."""
        load(call.request, message)
        rank = "create" if call.writes else "read"
        return await self.parts.calls.make(service, call, message, caller, self.exchange.traceparent, rank)

    async def client(self, form: Fields) -> Caller:
        """Return the client whose key came as argument or header; KeyMissing or KeyRefused, both 403."""
        caller = await self._holder(form)
        if caller is None:
            raise KeyMissing()
        if caller.kind != "system" or caller.department:
            raise KeyRefused()
        self.parts.limits.check(self.exchange, caller, "create", open311=True)
        return caller

    async def check_reader(self) -> None:
        """See whether this client, or this address where there is no key, may read now; a wrong key is none."""
        try:
            caller = await self._holder(self.query)
        except KeyRefused:
            caller = None
        self.parts.limits.check(self.exchange, caller or ANONYMOUS, "read", open311=True)

    async def _holder(self, form: Fields) -> Caller | None:
        """Return whose key or token came with the request, None when there is none."""
        key = form.text("api_key", 4096) or self.query.text("api_key", 4096)
        authentication, exchange = self.parts.authentication, self.exchange
        try:
            if key is not None:
                return await authentication.identify_key(key.strip(), exchange)
            return await authentication.identify(exchange) if exchange.header(b"authorization") else None
        except TokenRefused as error:
            raise KeyRefused() from error

    @property
    def kind(self) -> bytes:
        """The content type of the answer."""
        if self.form == "json":
            return writing.SCRIPT if self.callback else writing.JSON
        return writing.XML

    async def answer(self, root: str, value: Any, changed_at: str | None = None) -> None:
        """Send a value in the format that was asked for; one that says when it was changed may be kept."""
        body = writing.json(value, self.callback) if self.form == "json" else writing.xml(root, value)
        if changed_at is None:
            await self.exchange.answer(200, body, [(b"content-type", self.kind), NO_STORE])
            return
        fresh = freshness(self.exchange, body.decode(), changed_at)
        if not await self.is_answered(fresh):
            await self.exchange.answer(200, body, [(b"content-type", self.kind), *fresh.headers])

    async def is_answered(self, fresh: Freshness) -> bool:
        """Tell a client that has the answer already that it has; whether that was so."""
        known = fresh.is_known(self.exchange)
        if known:
            await self.exchange.answer(304, b"", fresh.headers)
        return known

    async def stream(self, kind: bytes, pieces: AsyncIterator[bytes], headers: list[tuple[bytes, bytes]]) -> None:
        """Send an answer piece by piece; what is refused before the first piece is still a refusal."""
        first = await anext(pieces)
        await self.exchange.begin(200, None, [(b"content-type", kind), *(headers or [NO_STORE])])
        await self.exchange.send_piece(first)
        async for piece in pieces:
            await self.exchange.send_piece(piece)
        await self.exchange.send_piece(b"", more=False)


Act = Callable[[Asked], Awaitable[None]]


class Handler:
    """Answers one method of one address in one format."""

    def __init__(self, act: Act, form: str, parts: Parts) -> None:
        self.act = act
        self.form = form
        self.parts = parts

    async def __call__(self, exchange: Exchange) -> None:
        """Read the request, then act."""
        asked = Asked(exchange, self.form, self.parts)
        if exchange.method != "POST":
            await asked.check_reader()
        await self.act(asked)
