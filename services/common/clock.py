"""The only place that asks the system what time it is."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def epoch_seconds() -> float:
    """Return the present instant as seconds since 1970, for deadlines that travel in message headers."""
    return time.time()


def monotonic_seconds() -> float:
    """Return seconds of a clock that never jumps, for measuring how long something took."""
    return time.monotonic()


def instant_text(instant: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC with milliseconds, ending in Z."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_utc(instant: datetime | None) -> datetime | None:
    """Read back what a database returned: SQLite forgets the zone, PostgreSQL may answer in its own."""
    if instant is None:
        return None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def parse(text: str) -> datetime:
    """Read an instant written by `instant_text`; ValueError when it is none."""
    return datetime.fromisoformat(text).astimezone(UTC)
