"""A lean HTTP/1.1 client on asyncio streams: keep-alive, JSON, nothing that costs the machine under test its CPU."""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson


@dataclass(frozen=True)
class Reply:
    """Status, headers in small letters, JSON body or None."""

    status: int
    headers: dict[str, str]
    body: Any


class HttpClient:
    """Keeps idle connections to one server; each request takes one or opens a new one."""

    def __init__(self, base: str, timeout_seconds: float = 30.0) -> None:
        parts = urlsplit(base)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.timeout_seconds = timeout_seconds
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def request(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Reply:
        """Send a request; OSError or TimeoutError when no answer comes. It is not repeated here."""
        payload = b"" if body is None else orjson.dumps(body)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Content-Length: {len(payload)}"]
        if payload:
            lines.append("Content-Type: application/json")
        lines.extend(f"{name}: {value}" for name, value in (headers or {}).items())
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        async with asyncio.timeout(self.timeout_seconds):
            return await self._exchange(head + payload)

    async def _exchange(self, message: bytes) -> Reply:
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(message)
            reply = await _read(reader)
        except BaseException:
            writer.close()
            raise
        if reply.headers.get("connection") == "close":
            writer.close()
        else:
            self._idle.append((reader, writer))
        return reply

    def close(self) -> None:
        """Close idle connections."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()


async def _read(reader: asyncio.StreamReader) -> Reply:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise ConnectionResetError("the server closed the connection") from error
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    is_json = body and "json" in headers.get("content-type", "")
    return Reply(int(status_line.split()[1]), headers, orjson.loads(body) if is_json else None)
