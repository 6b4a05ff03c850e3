"""Replays into departments' queues: asked for, sent portion by portion while the queue has room, done."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.contract.replays import ReplayUnderWay
from services.routing.feed.pages import position_before
from services.routing.models import FeedHead, FeedReplay, FeedRow

PORTION = 200
REPLAYS = FeedReplay.__table__


def ask(session: Session, department: str, wish: dict[str, Any], by: str) -> dict[str, Any]:
    """Write a replay down; ReplayUnderWay while another one of the department is not done."""
    head = session.execute(select(FeedHead.last).where(FeedHead.department == department).with_for_update()).scalar()
    row = session.get(FeedReplay, department, populate_existing=True)
    if row is not None and row.finished_at is None:
        raise ReplayUnderWay()
    until = min(head or 0, wish["until"] or head or 0)
    after, now = min(until, _begin(session, department, wish)), clock.now()
    said = {"after": after, "sent": after, "until": until, "by": by, "asked_at": now}
    row = session.merge(FeedReplay(department=department, finished_at=now if after == until else None, **said))
    session.flush()
    return view(row)


def _begin(session: Session, department: str, wish: dict[str, Any]) -> int:
    if wish["since"] is not None:
        return position_before(session, department, wish["since"])
    return int(wish["after"])


def view(row: FeedReplay) -> dict[str, Any]:
    """Return a replay as it is shown."""
    plain = {name: getattr(row, name) for name in ("department", "after", "until", "sent")}
    return plain | {name: clock.as_utc(getattr(row, name)) for name in ("asked_at", "finished_at")}


def find(session: Session, department: str) -> dict[str, Any] | None:
    """Return the last replay of a department."""
    row = session.get(FeedReplay, department)
    return view(row) if row else None


def under_way(session: Session) -> Sequence[Any]:
    """Return the replays that are not done, with how far each is."""
    columns = REPLAYS.c.department, REPLAYS.c.sent, REPLAYS.c.until, REPLAYS.c.asked_at
    query = select(*columns).where(REPLAYS.c.finished_at.is_(None))
    return session.execute(query.order_by(REPLAYS.c.department)).all()


def portion(session: Session, replay: Any) -> Sequence[Any]:
    """Return the next events of a replay, in order: as they were published."""
    query = select(FeedRow.position, FeedRow.event_id, FeedRow.body)
    query = query.where(FeedRow.department == replay.department, FeedRow.position > replay.sent)
    query = query.where(FeedRow.position <= replay.until)
    return session.execute(query.order_by(FeedRow.position).limit(PORTION)).all()


def advance(session: Session, replay: Any, sent: int | None) -> None:
    """Note how far a replay is; None: there is nothing left of it."""
    reached = replay.until if sent is None else sent
    mine = (REPLAYS.c.department == replay.department) & (REPLAYS.c.asked_at == replay.asked_at)
    values = {"sent": reached, "finished_at": clock.now() if reached >= replay.until else None}
    session.execute(update(REPLAYS).where(mine).values(values))
