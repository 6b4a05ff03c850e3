"""A batch of places asked for in pieces: in the order wanted, a few pieces ahead, patient with a busy service."""

import asyncio
import csv
import io
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from typing import Any

import orjson

from gateway.parameters import fault
from services.common.contract import Call
from services.common.errors import InvalidInput, Refusal
from services.geo.contract import FIND_CODES, LOCATE_LINES

PIECES = {"codes": 500, "all": 50}  # places in one call: its answer has some 200 KB
AHEAD = 2  # pieces asked for while one is written out
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds before a piece is asked for again

Ask = Callable[[Call, dict[str, Any]], Awaitable[Any]]
Places = Sequence[dict[str, Any]]


class Job:
    """One batch: `told` is all or codes, `form` json or csv."""

    def __init__(self, ask: Ask, told: str, form: str) -> None:
        self.ask = ask
        self.told = told
        self.form = form

    async def lines(self, places: Places, by: tuple[str, str] | None) -> AsyncIterator[bytes]:
        """The answer in parts; `by` is sort or group and a kind of layer; a group begins with a line of its own."""
        order = await Order.of(self.ask, places, *by) if by else Order(places)
        size = PIECES[self.told]
        pieces = [order.places[start : start + size] for start in range(0, len(places), size)] or [[]]
        first = await self._piece(pieces[0], None)
        columns = first["columns"] or None
        if columns:
            yield _header(columns)
        heading = order.headings() if by and by[0] == "group" and not columns else None
        yield _text(first, heading)
        async for answer in in_order(self._piece(piece, columns) for piece in pieces[1:]):
            yield _text(answer, heading)

    async def _piece(self, places: Places, columns: list[str] | None) -> Any:
        wish = {"places": places, "fields": self.told, "form": self.form, "columns": columns}
        return await patiently(self.ask, LOCATE_LINES, wish)


class Order:
    """Places as they are told: in their own order, or by the code of their area in one layer."""

    def __init__(self, places: Places, kind: str = "", codes: Sequence[str | None] = (), names: Any = None) -> None:
        ranked = sorted(range(len(codes)), key=lambda number: (codes[number] is None, codes[number] or ""))
        self.places = [places[number] for number in ranked] if codes else list(places)
        self.codes = [codes[number] for number in ranked]
        self.kind = kind
        self.names: dict[str | None, str] = names or {}

    @classmethod
    async def of(cls, ask: Ask, places: Places, parameter: str, kind: str) -> "Order":
        """The order by a layer, places in no area last; InvalidInput when no such layer is loaded."""
        codes: list[str | None] = []
        names: dict[str, str] = {}
        size = PIECES["codes"]
        pieces = [places[start : start + size] for start in range(0, len(places), size)] or [[]]
        async for found in in_order(patiently(ask, FIND_CODES, {"places": p, "kind": kind}) for p in pieces):
            if not found["known"]:
                raise InvalidInput(errors=[fault(parameter, f"No layer {kind} is loaded.")])
            codes += found["codes"]
            names |= found["names"]
        return cls(places, kind, codes, names)

    def headings(self) -> Iterable[bytes]:
        """For each place in order the line that goes before it: of its group before the first, else nothing."""
        sizes = Counter(self.codes)
        for number, code in enumerate(self.codes):
            begins = number == 0 or code != self.codes[number - 1]
            group = {"kind": self.kind, "code": code, "name": self.names.get(code), "places": sizes[code]}
            yield orjson.dumps({"group": group}) + b"\n" if begins else b""


def _text(answer: Any, headings: Iterable[bytes] | None) -> bytes:
    lines = answer["lines"].encode()
    if headings is None:
        return lines
    parts = zip(lines.splitlines(keepends=True), headings, strict=False)
    return b"".join(heading + line for line, heading in parts)


def _header(columns: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(columns)
    return text.getvalue().encode()


async def in_order(wanted: Iterable[Awaitable[Any]]) -> AsyncIterator[Any]:
    """The results one after the other, while the next two are on their way."""
    waiting: deque[asyncio.Future[Any]] = deque()
    try:
        for one in wanted:
            waiting.append(asyncio.ensure_future(one))
            if len(waiting) > AHEAD:
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for one in waiting:
            one.cancel()


async def patiently(ask: Ask, call: Call, message: dict[str, Any]) -> Any:
    """The answer of a call that changes nothing, asked again a few times while the service is away or busy."""
    for pause in PAUSES:
        try:
            return await ask(call, message)
        except Refusal as refusal:
            if refusal.status != 503:
                raise
            await asyncio.sleep(pause)
    return await ask(call, message)
