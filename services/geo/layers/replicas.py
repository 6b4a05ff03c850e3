"""Replicas: which processes answer, how far the map of each is, and how long it takes to make."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.database import Store
from services.common.statements import upsert
from services.geo.models import Replica

LIVE_SECONDS = 30  # a replica that has not reported for so long is gone
REPORT_SECONDS = 10


def report(session: Session, replica: Replica) -> None:
    """Write down how far a replica is, and forget those that are long gone."""
    values = {name: getattr(replica, name) for name in ("id", "revision", "built_seconds", "seen_at")}
    statement = upsert(session, Replica.__table__).values(values)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    gone = replica.seen_at - timedelta(seconds=10 * LIVE_SECONDS)
    session.execute(delete(Replica).where(Replica.seen_at < gone))


def live(session: Session, now: datetime) -> list[Replica]:
    """The replicas that answer now."""
    since = now - timedelta(seconds=LIVE_SECONDS)
    return list(session.execute(select(Replica).where(Replica.seen_at >= since)).scalars())


class ThisReplica:
    """What this process reports of itself: when its map has changed, and every few seconds."""

    def __init__(self) -> None:
        self.id = str(uuid4())
        self.built_seconds = 0.0
        self.reported = -float("inf")  # on the clock that never jumps

    def built(self, store: Store, revision: int | None, seconds: float) -> None:
        """A map has been put in place."""
        self.built_seconds = seconds
        self._report(store, revision)

    def report_now_and_then(self, store: Store, revision: int | None) -> None:
        """Say that this process is there."""
        if revision is not None and clock.monotonic_seconds() - self.reported >= REPORT_SECONDS:
            self._report(store, revision)

    def _report(self, store: Store, revision: int | None) -> None:
        row = Replica(id=self.id, revision=revision or 0, built_seconds=self.built_seconds, seen_at=clock.now())
        with store.transaction() as session:
            report(session, row)
        self.reported = clock.monotonic_seconds()
