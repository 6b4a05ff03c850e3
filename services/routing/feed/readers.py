"""Readers of departments' feeds: how far they are, how far behind, and whether they have fallen silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.outbox import say
from services.routing.feed import replays
from services.routing.models import FeedHead, FeedReader, FeedRow, Reconciliation, Webhook
from services.routing.webhooks.deliveries import SAID_AT

HTTP, QUEUE, WEBHOOK = "http", "queue", "webhook"
MOST_READERS = 10  # of a department, over HTTP
READERS = FeedReader.__table__


@dataclass(frozen=True)
class Queue:
    """What was seen of a department's queue: messages that wait, who consumes it, and whether it is full."""

    messages: int
    consumers: int
    full: bool


def note_http(session: Session, department: str, reader: str, position: int) -> None:
    """A department's system has asked for what is behind a position: it has everything before."""
    row = session.get(FeedReader, (department, reader), with_for_update=True)
    if row is None:
        count = select(func.count()).where(FeedReader.department == department, FeedReader.kind == HTTP)
        if session.execute(count).scalar_one() >= MOST_READERS:
            return
        row = _new(department, reader, HTTP, position)
        session.add(row)
    _move(row, position, clock.now())


def note_queues(session: Session, seen: Mapping[str, Queue]) -> None:
    """Note how far queues are consumed: what waits in one are the last positions. One never consumed is no reader."""
    heads = _heads(session)
    known = select(FeedReader).where(FeedReader.kind == QUEUE, FeedReader.department.in_(sorted(seen)))
    rows = {row.department: row for row in session.execute(known.with_for_update()).scalars()}
    for department, queue in seen.items():
        row = rows.get(department)
        if row is None and queue.consumers == 0:
            continue
        position = max(0, heads.get(department, 0) - queue.messages)
        if row is None:
            row = _new(department, QUEUE, QUEUE, position)
            session.add(row)
        _move(row, position, clock.now() if queue.consumers else None)
        _note_overflow(session, row, queue.full)


def _new(department: str, reader: str, kind: str, position: int) -> FeedReader:
    now = clock.now()
    return FeedReader(department=department, reader=reader, kind=kind, position=position, seen_at=now, moved_at=now,
                      silent=False, overflowed=False)  # fmt: skip


def _move(row: FeedReader, position: int, seen_at: datetime | None) -> None:
    if seen_at:
        row.seen_at = seen_at
        if position != row.position:
            row.moved_at = seen_at
    row.position = position


def _note_overflow(session: Session, row: FeedReader, full: bool) -> None:
    if full and not row.overflowed:
        say(session, [_event("queue_overflowed", row.department, row.reader, reached=row.position)])
    row.overflowed = full


def status(session: Session, department: str) -> dict[str, Any]:
    """Return a feed with everybody who reads it, webhooks included."""
    head = _heads(session).get(department, 0)
    last = select(FeedRow.time).where(FeedRow.department == department, FeedRow.position == head)
    mine = _with_lag(FeedReader).where(FeedReader.department == department).order_by(FeedReader.reader)
    hooks = _with_lag(Webhook).where(Webhook.department == department).order_by(Webhook.name)
    finished = (Reconciliation.department == department) & (Reconciliation.state == "finished")
    compared = select(Reconciliation).where(finished).order_by(Reconciliation.id.desc()).limit(1)
    readers = [_view(*row) for row in session.execute(mine)] + [_hook(*row) for row in session.execute(hooks)]
    return {
        "department": department,
        "head": head,
        "last_event_at": clock.as_utc(session.execute(last).scalar()),
        "readers": readers,
        "reconciliation": session.execute(compared).scalar(),
        "replay": replays.find(session, department),
    }


def _with_lag(model: Any) -> Any:
    """Select readers with the last position of their feed and the time of the next event that they have not taken."""
    query = select(model, FeedHead.last, FeedRow.time).outerjoin(FeedHead, FeedHead.department == model.department)
    following = (FeedRow.department == model.department) & (FeedRow.position == model.position + 1)
    return query.outerjoin(FeedRow, following)


def _view(row: FeedReader, head: int | None, waits_since: datetime | None) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("reader", "kind", "position", "silent", "overflowed")}
    times = {name: clock.as_utc(getattr(row, name)) for name in ("seen_at", "moved_at")}
    return plain | times | _lag(row.position, head, waits_since)


def _hook(row: Webhook, head: int | None, waits_since: datetime | None) -> dict[str, Any]:
    at = clock.as_utc(row.delivered_at)
    plain = {"reader": row.name, "kind": WEBHOOK, "position": row.position, "seen_at": at, "moved_at": at}
    return plain | {"silent": row.failures >= SAID_AT, "overflowed": False} | _lag(row.position, head, waits_since)


def _lag(position: int, head: int | None, waits_since: datetime | None) -> dict[str, int]:
    oldest = clock.as_utc(waits_since)
    seconds = max(0, int((clock.now() - oldest).total_seconds())) if oldest else 0
    return {"lag": max(0, (head or 0) - position), "lag_seconds": seconds}


def watch(session: Session, silence: timedelta) -> list[dict[str, Any]]:
    """Return all readers but webhooks, with what has changed: `turned` where one has fallen silent or is back."""
    found = []
    for row, head, waits_since in session.execute(_with_lag(FeedReader)):
        behind = _lag(row.position, head, waits_since)
        rests = clock.now() - (clock.as_utc(row.moved_at) or clock.now())
        silent = behind["lag_seconds"] > silence.total_seconds() and rests > silence
        named = {name: getattr(row, name) for name in ("department", "reader", "position")}
        found.append(named | behind | {"silent": silent, "turned": silent != row.silent})
    return found


def turn(session: Session, turned: Iterable[Mapping[str, Any]]) -> None:
    """Say who has fallen silent and who is back: once, whatever the number of processes that have seen it."""
    for one in turned:
        mine = (READERS.c.department == one["department"]) & (READERS.c.reader == one["reader"])
        changed = update(READERS).where(mine, READERS.c.silent != one["silent"]).values(silent=one["silent"])
        if session.execute(changed).rowcount:  # type: ignore[attr-defined]
            more = {"reached": one["position"], "lag": one["lag"]} if one["silent"] else {}
            kind = "reader_silent" if one["silent"] else "reader_back"
            say(session, [_event(kind, one["department"], one["reader"], **more)])


def _heads(session: Session) -> dict[str, int]:
    return {row.department: row.last for row in session.execute(select(FeedHead.department, FeedHead.last))}


def _event(type: str, department: str, reader: str, **more: Any) -> Event:
    about = {"department": department, "reader": reader, "drill": False}
    return Event(type, f"feed:{department}", about | more, department=department)
