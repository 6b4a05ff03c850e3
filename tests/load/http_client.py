"""A lean HTTP/1.1 client on asyncio streams: keep-alive, JSON, nothing that costs the machine under test its CPU."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

# The gateway closes a connection on which nothing has come for 30 s.
IDLE_SECONDS = 20.0


@dataclass(frozen=True)
class Reply:
    """Status, headers in small letters, JSON body or None."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Kept:
    """An idle connection, and since when it is."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    since: float


class StaleConnection(ConnectionResetError):
    """The server had closed a kept connection before it took the request."""


class HttpClient:
    """Keeps idle connections to one server; each request takes the one used last or opens a new one."""

    def __init__(self, base: str, timeout_seconds: float = 30.0, idle_seconds: float = IDLE_SECONDS) -> None:
        parts = urlsplit(base)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.timeout_seconds = timeout_seconds
        self.idle_seconds = idle_seconds
        self._idle: list[Kept] = []

    async def request(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Reply:
        """Send a request; OSError or TimeoutError when no answer comes. A body of bytes goes as it is, others as JSON.

        It is repeated once, on a new connection, when the server had closed the kept one and twice is not too often:
        a read, or a write with an Idempotency-Key.
        """
        payload = b"" if body is None else body if isinstance(body, bytes) else orjson.dumps(body)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(payload)}"]
        if payload and not isinstance(body, bytes):
            lines.append("Content-Type: application/json")
        lines.extend(f"{name}: {value}" for name, value in (headers or {}).items())
        message = "\r\n".join(lines).encode() + b"\r\n\r\n" + payload
        may_repeat = method != "POST" or "Idempotency-Key" in (headers or {})
        async with asyncio.timeout(self.timeout_seconds):
            try:
                return await self._exchange(message, self._take())
            except StaleConnection:
                if not may_repeat:
                    raise
            return await self._exchange(message, None)

    def _take(self) -> Kept | None:
        """Return the connection used last; those that the server closes about now are closed here first."""
        oldest = time.monotonic() - self.idle_seconds
        while self._idle and self._idle[0].since < oldest:
            self._idle.pop(0).writer.close()
        while self._idle:
            kept = self._idle.pop()
            if not kept.reader.at_eof():
                return kept
            kept.writer.close()
        return None

    async def _exchange(self, message: bytes, kept: Kept | None) -> Reply:
        reader, writer = (kept.reader, kept.writer) if kept else await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(message)
            reply = await _read(reader)
        except ConnectionError as error:
            writer.close()
            if kept:
                raise StaleConnection(*error.args) from error
            raise
        except BaseException:
            writer.close()
            raise
        if reply.headers.get("connection") == "close":
            writer.close()
        else:
            self._idle.append(Kept(reader, writer, time.monotonic()))
        return reply

    def close(self) -> None:
        """Close idle connections."""
        for kept in self._idle:
            kept.writer.close()
        self._idle.clear()


async def _read(reader: asyncio.StreamReader) -> Reply:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise ConnectionResetError("the server closed the connection") from error
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines if line)}
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join([chunk async for chunk in _chunks(reader)])
    else:
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    is_json = body and "json" in headers.get("content-type", "")
    return Reply(int(status_line.split()[1]), headers, orjson.loads(body) if is_json else None)


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int((await reader.readline()).split(b";")[0], 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
