"""Events that wait in the inbox: which are due, what stands before them, how they are put off and finished."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from services.common import clock, hearing
from services.common.envelope import Heard
from services.common.hearing import INBOX, LEFT
from services.common.statements import run

MOST_AT_ONCE = 200
_COUNTS = select(INBOX.c.state, func.count()).where(LEFT).group_by(INBOX.c.state)
_DUE = select(INBOX.c.event_id).where(LEFT, INBOX.c.state == "waiting", INBOX.c.not_before <= bindparam("now"))
_DUE = _DUE.order_by(INBOX.c.sequence, INBOX.c.heard_at).limit(MOST_AT_ONCE)


def counts(session: Session) -> dict[str, int]:
    """Return how many events wait and how many are parked."""
    return dict(run(session, _COUNTS).all())


def due(session: Session) -> Sequence[str]:
    """Return the ids of events whose moment has come, the oldest of each subject first."""
    return run(session, _DUE, {"now": clock.now()}).scalars().all()


def find(session: Session, event_id: str) -> Any:
    """Return the row of an event that still waits, or None."""
    query = select(INBOX).where(INBOX.c.event_id == event_id, INBOX.c.state == "waiting")
    return session.execute(query).one_or_none()


def lock(session: Session, event: Heard) -> bool:
    """Lock an event's row and return whether it still waits: another process may have handled it meanwhile."""
    query = select(INBOX.c.state).where(INBOX.c.event_id == event.id).with_for_update()
    return session.execute(query).scalar_one_or_none() == "waiting"


def older(session: Session, event: Heard) -> int:
    """Return how many older events of the subject wait or are parked."""
    same = (INBOX.c.source == event.source) & (INBOX.c.subject == event.subject)
    query = select(func.count()).where(LEFT, same, INBOX.c.sequence < event.sequence)
    return session.execute(query).scalar_one()


def put_off(session: Session, event: Heard, seconds: float) -> None:
    """Let an event wait longer without counting an attempt."""
    later = clock.now() + timedelta(seconds=seconds)
    session.execute(update(INBOX).where(INBOX.c.event_id == event.id).values(not_before=later))


def finish(session: Session, event: Heard) -> None:
    """Mark it handled and let what waited behind it come at once."""
    handled = {"state": "handled", "body": None, "reason": None}
    session.execute(update(INBOX).where(INBOX.c.event_id == event.id).values(handled))
    hearing.advance(session, {(event.source, event.subject): event.sequence})
    behind = update(INBOX).where(
        LEFT, INBOX.c.source == event.source, INBOX.c.subject == event.subject,
        INBOX.c.state == "waiting", INBOX.c.attempts == 0,
    )  # fmt: skip
    session.execute(behind.values(not_before=clock.now()))
