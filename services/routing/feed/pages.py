"""A department's feed, read by position or from an instant."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.models import FeedRow


def list_feed(session: Session, department: str, after: int, limit: int) -> dict[str, Any]:
    """The events behind a position, as they were published; next is the position to go on after."""
    query = select(FeedRow.position, FeedRow.body).where(FeedRow.department == department, FeedRow.position > after)
    rows = session.execute(query.order_by(FeedRow.position).limit(limit)).all()
    return {"items": [orjson.loads(row.body) for row in rows], "next": rows[-1].position if rows else after}


def position_before(session: Session, department: str, since: datetime) -> int:
    """The position behind which a department's events are not older than an instant.

    Positions follow the order of the outbox and so, but for transactions that overlap, that of time: halving finds it
    by the primary key in some twenty steps, and a create pays for no index on time.
    """
    low = 0
    high = session.execute(select(func.max(FeedRow.position)).where(FeedRow.department == department)).scalar() or 0
    while low < high:
        middle = (low + high + 1) // 2
        if _time_at(session, department, middle) < since:
            low = middle
        else:
            high = middle - 1
    return low


def _time_at(session: Session, department: str, position: int) -> datetime:
    query = select(FeedRow.time).where(FeedRow.department == department, FeedRow.position == position)
    time = clock.as_utc(session.execute(query).scalar_one())
    assert time is not None
    return time
