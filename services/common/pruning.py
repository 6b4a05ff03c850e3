"""Once an hour: what was published a week ago, heard two weeks ago or answered a week ago is dropped, in portions."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.common import clock, idempotency
from services.common.database import Store
from services.common.hearing import INBOX, LEFT
from services.common.outbox import OUTBOX

KEEP_PUBLISHED = timedelta(days=7)
KEEP_HEARD = timedelta(days=14)
PORTION = 5000


def prune(store: Store) -> None:
    """Drop what is old; each portion is a transaction of its own."""
    dropped = PORTION
    while dropped == PORTION:
        with store.transaction() as session:
            dropped = _drop_published(session, clock.now() - KEEP_PUBLISHED)
    with store.transaction() as session:
        _drop_heard(session, clock.now() - KEEP_HEARD)
        idempotency.forget_old(session)


def _drop_published(session: Session, before: datetime) -> int:
    """Look at the oldest rows only: they are in the order of time, so no index on it has to be kept up."""
    oldest = select(OUTBOX.c.id).order_by(OUTBOX.c.id).limit(PORTION).scalar_subquery()
    old = delete(OUTBOX).where(OUTBOX.c.id.in_(oldest), OUTBOX.c.published_at < before)
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]


def _drop_heard(session: Session, before: datetime) -> None:
    """Ids are UUIDv7, their text begins with the milliseconds: the primary key finds the old ones."""
    moment = f"{int(before.timestamp() * 1000):012x}"
    first_kept = f"{moment[:8]}-{moment[8:]}"
    session.execute(delete(INBOX).where(INBOX.c.event_id < first_kept, ~LEFT))
