"""Routes that take a file: asked for first, streamed to disk, cleaned, kept; the call carries only its hash."""

import asyncio
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gateway.authentication import Authentication
from gateway.calls import Calls
from gateway.exchange import Exchange
from gateway.forms import receive_file
from gateway.laundry import Cleaned, Laundry
from gateway.operation import Operation
from gateway.route import Route
from services.common.blobs import Blobs
from services.common.caller import Caller
from services.common.cleaning.kinds import FileRefused
from services.common.errors import InvalidInput, Refusal, Unavailable


class WrongKindOfFile(Refusal):
    """Only JPEG, PNG and WebP pictures and PDF documents are taken."""

    status = 415


class NoRoom(Unavailable):
    """There is no room for files now: repeat later, or go on without."""

    retry_after_seconds = 300


class Upload(Operation):
    """One route that takes a file; nobody's bytes are taken before the owner of the request has said that they may."""

    def __init__(self, route: Route, calls: Calls, authentication: Authentication, files: "Files") -> None:
        super().__init__(route, calls, authentication)
        self.first = route.find_call(route.upload)
        self.files = files

    async def __call__(self, exchange: Exchange) -> None:
        """Answer, or raise the refusal."""
        caller = await self.identify(exchange)
        message = self.head(exchange)
        await self._ask(message, caller, exchange)
        kept = await self.files.take(exchange)
        message |= kept
        self.check(message)
        route = self.route
        made = await self.calls.make(route.service, self.call, message, caller, exchange.traceparent, route.rank)
        await self.answer(exchange, made)

    async def _ask(self, message: dict[str, Any], caller: Caller, exchange: Exchange) -> None:
        members = self.first.request().fields
        asked = {name: value for name, value in message.items() if name in members}
        await self.calls.make(self.route.service, self.first, asked, caller, exchange.traceparent, self.route.rank)


class Files:
    """Takes the file of a request in and keeps it clean; what is not kept is gone when the request is answered."""

    def __init__(self, blobs: Blobs, laundry: Laundry) -> None:
        self.blobs = blobs
        self.laundry = laundry

    async def take(self, exchange: Exchange) -> dict[str, Any]:
        """Return what is known of the file: sha256, thumbnail_sha256, media_type, size_bytes, width, height, pages."""
        with room(), self.incoming() as path:
            given = exchange.header(b"content-type"), exchange.header(b"content-length")
            await receive_file(exchange.receive, *given, path)
            return await self.keep(path)

    async def keep(self, path: Path) -> dict[str, Any]:
        """Clean a file that lies in the folder of incoming ones, and keep it; see `take`."""
        try:
            cleaned = await self.laundry.clean(path)
        except FileRefused as refused:
            if refused.of_wrong_kind:
                raise WrongKindOfFile() from refused
            raise InvalidInput(errors=[{"pointer": "/file", "detail": refused.sentence}]) from refused
        return await asyncio.to_thread(self._keep, cleaned)

    def _keep(self, cleaned: Cleaned) -> dict[str, Any]:
        size = cleaned.path.stat().st_size
        small = self.blobs.keep(cleaned.thumbnail) if cleaned.thumbnail.exists() else None
        return cleaned.facts | {
            "sha256": self.blobs.keep(cleaned.path), "thumbnail_sha256": small, "size_bytes": size
        }  # fmt: skip

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Yield where a file that comes in may be written; nothing of it stays there."""
        path = self.blobs.make_incoming()
        try:
            yield path
        finally:
            for suffix in ("", ".clean", ".small"):
                path.with_suffix(suffix).unlink(missing_ok=True)


@contextmanager
def room() -> Iterator[None]:
    """Turn a full disk into a refusal."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom() from error
        raise
