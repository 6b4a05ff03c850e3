"""/live and /ready for whoever watches, and the metrics on a port of their own."""

import asyncio
import contextlib

import orjson

from gateway.exchange import JSON, Exchange
from gateway.readiness import Readiness
from services.common import metrics

HEAD_SECONDS = 5
TEXT = b"text/plain; charset=utf-8"
NO_STORE = (b"cache-control", b"no-store")


async def live(exchange: Exchange) -> None:
    """Answer as long as the process turns."""
    await exchange.answer(200, b"alive\n", [(b"content-type", TEXT), NO_STORE])


class Ready:
    """Answers /ready."""

    def __init__(self, readiness: Readiness) -> None:
        self.readiness = readiness

    async def __call__(self, exchange: Exchange) -> None:
        """Say of each service whether it is ready."""
        report = self.readiness.report()
        headers = [(b"content-type", JSON), NO_STORE]
        if not report["ready"]:
            headers.append((b"retry-after", b"2"))
        await exchange.answer(200 if report["ready"] else 503, orjson.dumps(report) + b"\n", headers)


async def serve_metrics(address: str) -> asyncio.Server:
    """Listen on `host:port` and answer GET /metrics."""
    host, _, port = address.rpartition(":")
    return await asyncio.start_server(_answer, host, int(port), limit=8192)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
        found = head.split(b" ")[:2] == [b"GET", b"/metrics"]
        body = metrics.exposition() if found else b"only GET /metrics\n"
        status = b"200 OK" if found else b"404 Not Found"
        kind = b"text/plain; version=0.0.4; charset=utf-8"
        writer.write(b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n" % (status, kind, len(body)))
        writer.write(b"Connection: close\r\n\r\n" + body)
        await writer.drain()
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
