"""One request and its answer: headers, trace, and the few lines that every answer carries."""

import os
import re
from typing import Any

from gateway.open311 import errors
from services.common import clock
from services.common.errors import Refusal

TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")
JSON = b"application/json"
ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
Headers = list[tuple[bytes, bytes]]


class Exchange:
    """What the parts of the gateway know of the request they work on, and how they answer it."""

    __slots__ = ("answered", "extra", "headers", "method", "problems", "receive", "scope", "send", "started", "status",
                 "template", "trace_id", "traceparent")  # fmt: skip

    def __init__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.method: str = scope["method"]
        self.headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            known = self.headers.get(name)
            self.headers[name] = value if known is None else known + b", " + value
        self.started = clock.monotonic_seconds()
        self.template = "none"
        self.status = 0
        self.answered = False
        self.extra: Headers = []
        target = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
        self.problems = errors.choose(target, scope["query_string"])
        self.trace_id, self.traceparent = trace_of(self.header(b"traceparent"))

    def header(self, name: bytes) -> str:
        """Return a header's value, empty when it was not sent."""
        return self.headers.get(name, b"").decode("latin-1")

    async def answer(self, status: int, body: bytes, headers: Headers) -> None:
        """Send the answer; a HEAD request gets the headers alone."""
        await self.begin(status, None if status in (204, 304) else len(body), headers)
        await self.send_piece(body, more=False)

    async def begin(self, status: int, length: int | None, headers: Headers) -> None:
        """Send the head of an answer whose body comes in pieces."""
        self.answered = True
        self.status = status
        said = {name for name, _ in headers}
        always = [header for header in ALWAYS if header[0] not in said]
        start = [*headers, *always, *self.extra, (b"x-trace-id", self.trace_id.encode())]
        if length is not None:
            start.append((b"content-length", b"%d" % length))
        await self.send({"type": "http.response.start", "status": status, "headers": start})

    async def send_piece(self, piece: bytes, more: bool = True) -> None:
        """Send a piece of the body; the last one says so."""
        await self.send({"type": "http.response.body", "body": piece, "more_body": more})

    async def refuse(self, refusal: Refusal, headers: Headers | None = None) -> None:
        """Send a refusal as problem+json, of an address of Open311 as its clients know them."""
        start = self.problems.headers_of(refusal) + (headers or [])
        if b"expect" in self.headers or refusal.status == 408:
            # The body that was announced has not been asked for; what follows would be taken for it.
            start.append((b"connection", b"close"))
        body = self.problems.body_of(refusal, self.trace_id)
        await self.answer(self.problems.status_of(refusal), body, start)


def trace_of(given: str) -> tuple[str, str]:
    """Return trace id and traceparent: the client's W3C trace goes on, or one begins."""
    match = TRACEPARENT.fullmatch(given)
    trace_id, flags = match.groups() if match else (os.urandom(16).hex(), "01")
    return trace_id, f"00-{trace_id}-{os.urandom(8).hex()}-{flags}"
