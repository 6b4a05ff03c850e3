"""What an office's day begins with: how many requests of which type took which step in its districts."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.feed.pages import position_before
from services.routing.models import Bulletin, FeedRow

DISTRICT = "district"
NOTICE = "hub311.routing.district_notice.v1"


def happened(session: Session, office: str, since: datetime) -> dict[str, Any] | None:
    """Return the content of a digest from what the office's feed has said since then; None for nothing.

    A request that took a step twice counts once for it.
    """
    newest = select(FeedRow.time).where(FeedRow.department == office).order_by(FeedRow.position.desc()).limit(1)
    if (clock.as_utc(session.execute(newest).scalar()) or since) <= since:
        return None
    first = position_before(session, office, since)
    query = select(FeedRow.body).where(FeedRow.department == office, FeedRow.position > first)
    bodies = (orjson.loads(body) for body in session.execute(query.order_by(FeedRow.position)).scalars())
    steps = [step for body in bodies if body["type"] == NOTICE for step in body["data"]["steps"]]
    return _added_up(steps) if steps else None


def told_last(session: Session, office: str) -> datetime | None:
    """Return when an office had its last digest, before a weekend too."""
    query = select(func.max(Bulletin.at)).where(Bulletin.department == office, Bulletin.kind == DISTRICT)
    return clock.as_utc(session.execute(query).scalar())


def _added_up(steps: list[dict[str, Any]]) -> dict[str, Any]:
    taken = {(step["number"], step["service_code"], step["status"]) for step in steps}
    by_type: dict[str, Counter[str]] = defaultdict(Counter)
    for _, service_code, status in taken:
        by_type[service_code][status] += 1
    items = [{"service_code": code, "statuses": dict(sorted(counts.items()))} for code, counts in by_type.items()]
    items.sort(key=lambda item: (-sum(item["statuses"].values()), item["service_code"]))
    return {"happened": {"count": len({number for number, _, _ in taken}), "items": items}}
