"""A department's feed, read by position."""

from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.routing.models import FeedRow


def list_feed(session: Session, department: str, after: int, limit: int) -> dict[str, Any]:
    """The events behind a position, as they were published; next is the position to go on after."""
    query = select(FeedRow.position, FeedRow.body).where(FeedRow.department == department, FeedRow.position > after)
    rows = session.execute(query.order_by(FeedRow.position).limit(limit)).all()
    return {"items": [orjson.loads(row.body) for row in rows], "next": rows[-1].position if rows else after}
