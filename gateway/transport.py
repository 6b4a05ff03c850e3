"""The HTTP layer below the application: limits of size and time, and refusals in the form of all others."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from gateway import problems
from gateway.exchange import ALWAYS, trace_of
from gateway.open311 import errors
from gateway.problems import HeadersTooLarge, TargetTooLong, TooSlow
from services.common import metrics
from services.common.errors import MalformedInput, Refusal

HEAD_SECONDS, BODY_SECONDS = 30.0, 60.0
MOST_TARGET_BYTES, MOST_HEAD_BYTES, MOST_HEADERS = 8192, 32768, 100
MOST_UNREAD_BYTES = 32 * 1_048_576
# Who is refused half-way is still sending: closing at once would reset the connection and lose the refusal.
LINGER_SECONDS = 2.0
LEFT = "hub311.left"  # in the scope of an answer that goes on: an event that is set when the client sends no more
logging.getLogger("uvicorn.error").setLevel(logging.ERROR)

refusals_total = metrics.counter(
    "http_transport_refusals_total", "Requests refused before they reached a route", ("status",)
)


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with bounds; a request is in its head, in its body, or complete (None)."""

    phase: str | None = None
    head_bytes = 0
    unread_bytes = 0
    lingering = False
    timer: asyncio.TimerHandle | None = None
    most_connections = 2048
    before_shutdown: Callable[[], None] = staticmethod(lambda: None)

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a head."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            self.refuse(problems.Overloaded())
        else:
            self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all waiting."""
        self._wait(None)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops: what never ends by itself is ended first."""
        self.before_shutdown()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Parse what came; a head that grows too large is refused before it is complete."""
        if self.lingering or self._is_answered():
            self.unread_bytes += len(data)
            if self.unread_bytes > MOST_UNREAD_BYTES:
                self.transport.close()
        if self.lingering or self.transport.is_closing():
            return
        in_head = self.phase != "body"
        super().data_received(data)
        if in_head and self.phase == "head":
            self.head_bytes += len(data)
            self._check_head(self.head_bytes)

    def _is_answered(self) -> bool:
        """Whether the answer went out before the body was complete."""
        return self.phase == "body" and self.cycle is not None and self.cycle.response_complete

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        if self.lingering:
            return
        self.phase, self.head_bytes, self.unread_bytes = "head", 0, 0
        self._wait(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        """A body begins, which may be empty."""
        self._check_head(sum(len(name) + len(value) + 4 for name, value in self.headers))
        if self.lingering:
            return
        if b"host" not in (name for name, _ in self.headers) and self.parser.get_http_version() == "1.1":
            self.refuse(MalformedInput("The header Host is missing."))
            return
        self.phase = "body"
        self._wait(BODY_SECONDS)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body, unless the request has been refused."""
        if self.phase == "body":
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has arrived as a whole."""
        if self.phase != "body":
            return
        self.phase = None
        self._wait(None)
        super().on_message_complete()
        if self.cycle.response_complete and not self.pipeline:
            self._wait(HEAD_SECONDS)

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client sends no more: half a request is refused, a whole one is still answered."""
        if self.lingering:
            return False
        if self.phase is not None:
            self.refuse(MalformedInput("The request ends too early."))
        elif self.cycle is None or self.cycle.response_complete:
            return False
        else:
            self.cycle.keep_alive = False
            if left := self.scope.get(LEFT):
                left.set()
        return True

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        if not self.lingering:
            self.refuse(MalformedInput("Not a request in HTTP/1.1."))

    def _check_head(self, size: int) -> None:
        if self.lingering:
            return
        if len(self.url) > MOST_TARGET_BYTES or (not self.headers and size > MOST_TARGET_BYTES + 1024):
            self.refuse(TargetTooLong())
        elif size > MOST_HEAD_BYTES or len(self.headers) > MOST_HEADERS:
            self.refuse(HeadersTooLarge())

    def _wait(self, seconds: float | None) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = self.loop.call_later(seconds, self._give_up) if seconds else None

    def _give_up(self) -> None:
        """Half a request is refused; a connection without one is closed."""
        if self.phase is None or self._is_answered():
            self.transport.close()
        else:
            self.refuse(TooSlow())

    def refuse(self, refusal: Refusal) -> None:
        """Send a problem, unless an answer has begun, and close when the client has had time to read it."""
        self.phase, self.lingering, self.unread_bytes = None, True, 0
        refusals_total.labels(refusal.status).inc()
        cycle = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            trace_id, _ = trace_of("")
            form = errors.choose(*self.url.partition(b"?")[::2])
            body = form.body_of(refusal, trace_id)
            headers = [*form.headers_of(refusal), *ALWAYS, (b"x-trace-id", trace_id.encode())]
            headers += [(b"content-length", b"%d" % len(body)), (b"connection", b"close")]
            lines = b"".join(b"%b: %b\r\n" % header for header in headers)
            self.transport.write(STATUS_LINE[form.status_of(refusal)] + lines + b"\r\n" + body)
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._wait(LINGER_SECONDS)
