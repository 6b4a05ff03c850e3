"""Positions: every event of a department gets the next one when the relay publishes it, without holes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from services.common.statements import insert_or_add, plain_insert, run
from services.routing import measures
from services.routing.models import FeedHead, FeedRow

NOBODY = "none"
FEED: Table = FeedRow.__table__
HEADS: Table = FeedHead.__table__
_KNOWN = select(FEED.c.event_id, FEED.c.position).where(FEED.c.event_id.in_(bindparam("ids", expanding=True)))
_LESS = update(HEADS).where(HEADS.c.department == bindparam("code")).values(last=HEADS.c.last - bindparam("number"))


def assign_positions(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Complete the bodies of outbox rows with their position and write the feed; for the relay.

    A row that has a position keeps it, so that what is published again after a crash is the same message. The
    heads are locked first, in one order: two relays that both believe to be active cannot give a position twice.
    """
    mine = [row for row in rows if row["department"] != NOBODY]
    if not mine:
        return
    counts = Counter(row["department"] for row in mine)
    heads = _advance(session, counts)
    known = _known(session, [row["event_id"] for row in mine])
    if known:
        _give_back(session, Counter(row["department"] for row in mine if row["event_id"] in known))
    _write(session, mine, known, {department: heads[department] - number for department, number in counts.items()})


def _advance(session: Session, counts: Counter[str]) -> dict[str, int]:
    """Add to the heads, in one order; return what they are then."""
    rows = [{"department": department, "last": number} for department, number in sorted(counts.items())]
    heads = run(session, insert_or_add(session, HEADS, "department", "last"), rows)
    return {row.department: row.last for row in heads}


def _known(session: Session, event_ids: Sequence[str]) -> dict[str, int]:
    return {row.event_id: row.position for row in run(session, _KNOWN, {"ids": list(event_ids)})}


def _give_back(session: Session, counts: Counter[str]) -> None:
    """Events that have a position already take no new one."""
    rows = [{"code": department, "number": number} for department, number in sorted(counts.items())]
    run(session, _LESS, rows)


def _write(session: Session, rows: Sequence[dict[str, Any]], known: dict[str, int], last: dict[str, int]) -> None:
    new = []
    for row in rows:
        department, position = row["department"], known.get(row["event_id"])
        if position is None:
            position = last[department] = last[department] + 1
            new.append(row)
        row["position"], row["body"] = position, with_position(row["body"], position)
    if new:
        run(session, plain_insert(FEED), [_feed_row(row) for row in new])
    for department, position in last.items():
        measures.feed_position.labels(department).set(position)


def _feed_row(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("department", "position", "event_id")}
    return kept | {"time": row["said_at"], "body": row["body"].decode()}


def with_position(body: bytes, position: int) -> bytes:
    """The message with its position as one more member; the rest of it stays byte for byte."""
    return b'%s,"position":%d}' % (bytes(body).rstrip()[:-1], position)
