"""Where a list ordered by time and row goes on, as one word that a reader hands back."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any

from services.common import clock
from services.common.errors import InvalidInput


def write(at: datetime | None, row_id: Any) -> str:
    """Return the cursor behind a row."""
    moment = clock.as_utc(at)
    assert moment is not None
    return base64.urlsafe_b64encode(f"{moment.isoformat()}|{row_id}".encode()).decode()


def read(cursor: str, read_id: Callable[[str], Any]) -> tuple[datetime, Any]:
    """Return time and row id of a cursor; InvalidInput for what no list has handed out."""
    refusal = InvalidInput(errors=[{"pointer": "/cursor", "detail": "Not a cursor of this list."}])
    try:
        at, _, text = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        place = datetime.fromisoformat(at), read_id(text)
    except (ValueError, binascii.Error) as error:
        raise refusal from error
    if place[0].tzinfo is None or (isinstance(place[1], int) and not 0 < place[1] < 2**63) or "\x00" in str(place[1]):
        raise refusal
    return place
