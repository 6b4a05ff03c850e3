"""Pages of lists that are read oldest first."""

from datetime import datetime
from typing import Any

from services.common import clock
from services.common.errors import InvalidInput


def after_cursor(query: Any, since: Any, number: Any, cursor: str | None) -> Any:
    """Order by instant and number, and begin behind the cursor; InvalidInput for one that is none of ours."""
    ordered = query.order_by(since, number)
    if not cursor:
        return ordered
    at, last = _read(cursor)
    return ordered.where((since > at) | ((since == at) & (number > last)))


def cursor_of(since: datetime, number: str) -> str:
    """The cursor behind this row."""
    instant = clock.as_utc(since)
    assert instant is not None
    return f"{instant.isoformat()}_{number}"


def _read(cursor: str) -> tuple[datetime, str]:
    since, _, number = cursor.rpartition("_")
    try:
        return clock.parse(since), number
    except ValueError as error:
        raise InvalidInput(errors=[{"pointer": "/cursor", "detail": "Not a cursor of this list."}]) from error
