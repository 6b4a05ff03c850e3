"""A service of tests that hears: what it did is rows in a table of its own database."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, select, update

from services.common import clock
from services.common.database import Store
from services.common.envelope import Heard
from services.common.errors import Unavailable
from services.common.handlers import handlers_of, hear
from services.common.hearing import INBOX
from services.common.ids import uuid7
from services.common.inbox import Inbox
from services.common.tables import RowNumber

NUMBER = "482-913-0757"
OTHER = "100-200-3009"
_metadata = MetaData()
EFFECTS = Table(
    "effects",
    _metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("event_id", String(36)),
    Column("subject", String(128)),
    Column("sequence", Integer),
)


def heard(sequence: int = 1, subject: str = NUMBER, type: str = "request_opened", **data: Any) -> Heard:
    """An event of intake."""
    time = clock.instant_text(clock.now())
    return Heard(uuid7(), "intake", type, subject, sequence, time, {"drill": False} | data)


class Ledger:
    """Hears intake; `sick` names subjects whose events fail, `away` makes the peer that it asks unavailable."""

    def __init__(self) -> None:
        self.sick: set[str] = set()
        self.away = False
        self.batches: list[int] = []

    def ask(self, events: Sequence[Heard]) -> str:
        """Ask a peer."""
        if self.away:
            raise Unavailable()
        return "asked"

    @hear("intake", "request_opened", "request_closed")
    def hear_requests(self, session: Any, events: Sequence[Heard]) -> None:
        """Write each down; fail for the sick."""
        self.batches.append(len(events))
        rows = [{"event_id": e.id, "subject": e.subject, "sequence": e.sequence} for e in events]
        session.execute(EFFECTS.insert(), rows)
        if any(e.subject in self.sick for e in events):
            raise ValueError("this subject is sick")

    @hear("intake", "request_amended", ask=ask)
    def hear_amendments(self, session: Any, events: Sequence[Heard], asked: str) -> None:
        """Write each down after asking."""
        assert asked == "asked"
        self.hear_requests(session, events)


class Desk:
    """An inbox on a store, with what tests want to know of it; `published` is what the source can still tell."""

    def __init__(self, store: Store, complete: bool = True, service: Ledger | None = None) -> None:
        self.store = store
        self.service = service or Ledger()
        self.published: list[str] = []
        self.asked_for: list[tuple[str, str, int]] = []
        _metadata.create_all(store.engine)
        sources = frozenset({"intake"} if complete else ())
        self.inbox = Inbox(store, handlers_of(type(self.service)), sources, self._fetch)

    def _fetch(self, source: str, subject: str, after: int) -> list[str]:
        self.asked_for.append((source, subject, after))
        return self.published

    def take(self, *events: Heard) -> None:
        """Take a batch."""
        self.inbox.take(self.service, list(events))

    def run_due(self) -> int:
        """Look what is due."""
        return self.inbox.run_due(self.service)

    def pass_by(self, seconds: float) -> None:
        """Let time pass for everything that waits: its moments move back."""
        with self.store.transaction() as session:
            waiting = select(INBOX.c.event_id, INBOX.c.not_before, INBOX.c.heard_at).where(INBOX.c.state == "waiting")
            for row in session.execute(waiting).all():
                moved = {
                    "not_before": clock.as_utc(row.not_before) - timedelta(seconds=seconds),
                    "heard_at": clock.as_utc(row.heard_at) - timedelta(seconds=seconds),
                }
                session.execute(update(INBOX).where(INBOX.c.event_id == row.event_id).values(moved))

    def effects(self, subject: str | None = None) -> list[int]:
        """Return the sequences of what was done, in the order in which it was done."""
        query = select(EFFECTS.c.sequence).order_by(EFFECTS.c.id)
        if subject:
            query = query.where(EFFECTS.c.subject == subject)
        with self.store.reading() as session:
            return list(session.execute(query).scalars())

    def states(self) -> dict[str, str]:
        """Return the state of each event by its id."""
        with self.store.reading() as session:
            return dict(tuple(r) for r in session.execute(select(INBOX.c.event_id, INBOX.c.state)))

    def row(self, event: Heard) -> Any:
        """Return an event's row in the inbox."""
        with self.store.reading() as session:
            return session.execute(select(INBOX).where(INBOX.c.event_id == event.id)).one()

    def seconds_until_due(self, event: Heard) -> float:
        """Return how long the event will wait from now on."""
        return (clock.as_utc(self.row(event).not_before) - clock.now()).total_seconds()
