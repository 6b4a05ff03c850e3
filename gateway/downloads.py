"""Routes that hand out a file: the call says which one and of what kind, the bytes come from the blob store."""

import asyncio
from typing import Any

from gateway.authentication import Authentication
from gateway.calls import Calls
from gateway.exchange import Exchange
from gateway.operation import NO_STORE, Operation
from gateway.route import Route
from services.common.blobs import PIECE_BYTES, BlobMissing, Blobs
from services.common.cleaning.kinds import KINDS as PAPERS
from services.common.errors import NotFound

# What may be in a store, whatever a row says.
KINDS = {
    "attachments": PAPERS,
    "records": ("application/vnd.apache.parquet", "text/csv", "application/json"),
}
# A file is saved, never run or framed by the browser that shows it, whatever is in it.
SAFE = [
    (b"content-security-policy", b"default-src 'none'; sandbox; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-site"),
]


class Download(Operation):
    """One route that hands out a file to whom the call allows it."""

    def __init__(self, route: Route, calls: Calls, authentication: Authentication, blobs: Blobs) -> None:
        super().__init__(route, calls, authentication)
        self.blobs = blobs

    async def answer(self, exchange: Exchange, made: Any) -> None:
        """Send the file in pieces."""
        if made["media_type"] not in KINDS[self.route.download]:
            raise NotFound()
        try:
            file = await asyncio.to_thread(self.blobs.open, made["sha256"])
        except BlobMissing as error:
            raise NotFound("The file is not there any more.") from error
        with file:
            file.seek(0, 2)
            size = file.tell()
            file.seek(0)
            await exchange.begin(200, size, [*_headers(made), *SAFE, NO_STORE])
            while exchange.method != "HEAD" and (piece := await asyncio.to_thread(file.read, PIECE_BYTES)):
                await exchange.send_piece(piece)
            await exchange.send_piece(b"", more=False)


def _headers(made: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    name = made["file_name"].encode("ascii", "ignore").replace(b'"', b"")
    return [
        (b"content-type", made["media_type"].encode()),
        (b"content-disposition", b'attachment; filename="' + name + b'"'),
    ]
