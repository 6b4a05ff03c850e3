"""Conditional reads: who has the answer already is told so, and gets none."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Any

from gateway.exchange import Exchange
from services.common import clock

# HTTP counts whole seconds: what has just been changed may be changed again within the same one.
YOUNG = timedelta(seconds=2)
# To be kept, and asked about each time.
KEPT = (b"cache-control", b"no-cache")


@dataclass(frozen=True)
class Freshness:
    """What an answer is recognised by: a mark, and when what it shows was changed last."""

    mark: str
    changed_at: datetime | None

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return what lets a client ask again."""
        said = [KEPT, (b"etag", f'W/"{self.mark}"'.encode())]
        if self.changed_at and self.changed_at < clock.now() - YOUNG:
            at = self.changed_at.astimezone(UTC).replace(microsecond=0)
            said.append((b"last-modified", format_datetime(at, usegmt=True).encode()))
        return said

    def is_known(self, exchange: Exchange) -> bool:
        """Whether the client has it: by its marks, or, when it sends none, by its date (RFC 9110, 13.2.2)."""
        if marks := exchange.header(b"if-none-match"):
            known = {one.strip().removeprefix("W/").strip('"') for one in marks.split(",")}
            return "*" in known or self.mark in known
        since = _read(exchange.header(b"if-modified-since"))
        if since is None or self.changed_at is None or self.changed_at > clock.now() - YOUNG:
            return False
        return self.changed_at.replace(microsecond=0) <= since


def freshness(exchange: Exchange, said: str, changed_at: str | None) -> Freshness:
    """Return the freshness of an answer: by what it says and by how it was asked for."""
    asked = exchange.scope["path"].encode() + b"?" + exchange.scope["query_string"]
    mark = sha256(said.encode() + asked).hexdigest()[:24]
    return Freshness(mark, clock.parse(changed_at) if changed_at else None)


def _read(text: str) -> Any:
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
