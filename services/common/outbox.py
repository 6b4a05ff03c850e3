"""What a service will say: events are rows, written in the transaction that makes them true."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, String, Table, bindparam, select, update
from sqlalchemy.orm import Session

from services.common import clock, envelope, logs
from services.common.envelope import Event
from services.common.statements import insert_or_add, plain_insert, run
from services.common.tables import RowNumber

_metadata = MetaData()
OUTBOX = Table(
    "outbox",
    _metadata,
    Column("id", RowNumber, primary_key=True),
    Column("event_id", String),
    Column("type", String),
    Column("subject", String),
    Column("sequence", BigInteger),
    Column("department", String),
    Column("routing_key", String),
    Column("body", LargeBinary),
    Column("said_at", DateTime(timezone=True)),
    Column("published_at", DateTime(timezone=True)),
)
SEQUENCES = Table(
    "event_sequences",
    _metadata,
    Column("subject", String, primary_key=True),
    Column("last", BigInteger),
)


UNPUBLISHED = select(OUTBOX).where(OUTBOX.c.published_at.is_(None)).order_by(OUTBOX.c.id).limit(bindparam("most"))
PUBLISHED = update(OUTBOX).where(OUTBOX.c.id.in_(bindparam("ids", expanding=True)))
PUBLISHED = PUBLISHED.values(published_at=bindparam("now"))


def say(session: Session, events: Sequence[Event]) -> None:
    """Write events to the outbox, each with the next sequence number of its subject.

    The rows of the subjects are taken in one order by all, so that two transactions cannot wait for each other.
    """
    if not events:
        return
    last = _advance(session, Counter(e.subject for e in events))
    now = clock.now()
    rows = []
    for said in events:
        said.traceparent = said.traceparent or logs.trace.get()
        last[said.subject] += 1
        message = envelope.write(said, session.info["service"], last[said.subject])
        body = envelope.dumps(message)
        rows.append(_row(said, last[said.subject], body, now))
    run(session, plain_insert(OUTBOX), rows)
    session.info["said"] = True
    session.info.setdefault("subject", events[0].subject)


def _advance(session: Session, counts: Counter[str]) -> dict[str, int]:
    """Add to each subject's counter and return what it was before."""
    added = [{"subject": s, "last": n} for s, n in sorted(counts.items())]
    rows = run(session, insert_or_add(session, SEQUENCES, "subject", "last"), added)
    return {subject: last - counts[subject] for subject, last in rows}


def _row(said: Event, sequence: int, body: bytes, now: Any) -> dict[str, Any]:
    return {
        "event_id": said.id,
        "type": said.type,
        "subject": said.subject,
        "sequence": sequence,
        "department": said.department,
        "routing_key": said.routing_key,
        "body": body,
        "said_at": now,
    }


def unpublished(session: Session, limit: int) -> list[dict[str, Any]]:
    """Return the oldest rows that are not published yet."""
    return [dict(row) for row in run(session, UNPUBLISHED, {"most": limit}).mappings()]


def mark_published(session: Session, ids: Sequence[int]) -> None:
    """Remember that the broker has confirmed these rows."""
    if ids:
        run(session, PUBLISHED, {"ids": list(ids), "now": clock.now()})


def since(session: Session, subject: str, after: int, limit: int = 250) -> list[dict[str, Any]]:
    """Return the messages about a subject with a higher sequence, for a reader that found a hole."""
    query = (
        select(OUTBOX.c.body, OUTBOX.c.routing_key)
        .where(OUTBOX.c.subject == subject, OUTBOX.c.sequence > after)
        .order_by(OUTBOX.c.sequence)
        .limit(limit)
    )
    return [{"body": row.body.decode(), "routing_key": row.routing_key} for row in session.execute(query)]
