"""Tables that every service has in its own database: what it will say, has heard, and how far it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLite gives row numbers of its own only to a column of type INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")
Instant = DateTime(timezone=True)
Json = JSON(none_as_null=True)


def service_base() -> Any:
    """Return a fresh declarative base that already holds the common tables; one for each service's models."""

    class Base(DeclarativeBase):
        """Base of one service's tables."""

        type_annotation_map = {datetime: Instant, dict[str, Any]: Json, list[Any]: Json}

    class OutboxRow(Base):
        """An event to be published, or published not long ago."""

        __tablename__ = "outbox"
        id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
        event_id: Mapped[str] = mapped_column(String(36))
        type: Mapped[str] = mapped_column(String(64))
        subject: Mapped[str] = mapped_column(String(128))
        sequence: Mapped[int] = mapped_column(BigInteger)
        department: Mapped[str] = mapped_column(String(64))
        routing_key: Mapped[str] = mapped_column(String(255))
        body: Mapped[bytes] = mapped_column(LargeBinary)
        said_at: Mapped[datetime]
        published_at: Mapped[datetime | None]
        __table_args__ = (
            Index("outbox_subject_sequence", "subject", "sequence", unique=True),
            Index("outbox_unpublished", "id", postgresql_where=text("published_at IS NULL"),
                  sqlite_where=text("published_at IS NULL")),
        )  # fmt: skip

    class Sequence(Base):
        """The last sequence number that was given to an event about a subject."""

        __tablename__ = "event_sequences"
        subject: Mapped[str] = mapped_column(String(128), primary_key=True)
        last: Mapped[int] = mapped_column(BigInteger)

    left = text("state IN ('waiting', 'parked')")

    class InboxRow(Base):
        """An event that was heard: handled, waiting for its turn, or parked for a person to look at."""

        __tablename__ = "inbox"
        event_id: Mapped[str] = mapped_column(String(36), primary_key=True)
        source: Mapped[str] = mapped_column(String(32))
        subject: Mapped[str] = mapped_column(String(128))
        sequence: Mapped[int] = mapped_column(BigInteger)
        type: Mapped[str] = mapped_column(String(64))
        state: Mapped[str] = mapped_column(String(8))  # handled, waiting, parked
        attempts: Mapped[int] = mapped_column(Integer, default=0)
        not_before: Mapped[datetime | None]
        reason: Mapped[str | None] = mapped_column(String(255))
        body: Mapped[str | None] = mapped_column(Text)
        heard_at: Mapped[datetime]
        __table_args__ = (
            Index("inbox_left", "source", "subject", "sequence", postgresql_where=left, sqlite_where=left),
        )  # fmt: skip

    class HeardUpTo(Base):
        """How far the events of a source about a subject have been handled."""

        __tablename__ = "heard_up_to"
        source: Mapped[str] = mapped_column(String(32), primary_key=True)
        subject: Mapped[str] = mapped_column(String(128), primary_key=True)
        sequence: Mapped[int] = mapped_column(BigInteger)

    class IdempotencyKey(Base):
        """What a write with this key has answered; a repeat gets the same answer, another body is refused."""

        __tablename__ = "idempotency_keys"
        key: Mapped[str] = mapped_column(String(64), primary_key=True)
        call: Mapped[str] = mapped_column(String(40))
        fingerprint: Mapped[str] = mapped_column(String(64))
        answer: Mapped[dict[str, Any] | None]
        at: Mapped[datetime]
        __table_args__ = (Index("idempotency_keys_at", "at"),)

    return Base
