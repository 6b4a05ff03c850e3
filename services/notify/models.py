"""Tables of notify: what residents are told and how far it got, the batches of letters, addresses that refused."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.common import auditors
from services.common.tables import service_base

Base: Any = service_base()
auditors.add_tables(Base)
_PENDING = text("state = 'pending'")
_SENDING = text("state = 'sending'")
_UNREACHABLE = text("state = 'unreachable'")
_KEPT = text("body IS NOT NULL AND settled_at IS NOT NULL")


class Message(Base):
    """What one event tells one recipient. The words and the recipient are forgotten some days after it is settled.

    state: pending, sending, sent, failed (another message follows), unreachable (nobody was told), waived (by wish).
    """

    __tablename__ = "messages"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(36))
    recipient_hash: Mapped[str] = mapped_column(String(64))
    number: Mapped[str] = mapped_column(String(32))
    sequence: Mapped[int] = mapped_column(BigInteger)
    step: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    department: Mapped[str | None] = mapped_column(String(64))
    recipient: Mapped[str | None] = mapped_column(String(254))
    addressee: Mapped[list[Any] | None]
    subject: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    pin: Mapped[str | None] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    ambiguous: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(36))
    claimed_until: Mapped[datetime | None]
    written_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    fallback_of: Mapped[str | None] = mapped_column(String(36))
    batch_id: Mapped[str | None] = mapped_column(String(16))
    batch_sequence: Mapped[int | None] = mapped_column(Integer)
    sha256: Mapped[str | None] = mapped_column(String(64))
    pages: Mapped[int | None] = mapped_column(Integer)
    __table_args__ = (
        UniqueConstraint("event_id", "recipient_hash", name="one_message_per_event_and_recipient"),
        Index("messages_due", "channel", "not_before", "id", postgresql_where=_PENDING, sqlite_where=_PENDING),
        Index("messages_put_off", "number", postgresql_where=_PENDING, sqlite_where=_PENDING),
        Index("messages_claimed", "claimed_until", postgresql_where=_SENDING, sqlite_where=_SENDING),
        Index("messages_unreachable", "id", postgresql_where=_UNREACHABLE, sqlite_where=_UNREACHABLE),
        Index("messages_kept", "settled_at", postgresql_where=_KEPT, sqlite_where=_KEPT),
        Index("messages_number", "number"),
        Index("messages_batch", "batch_id", "batch_sequence"),
    )


class LetterBatch(Base):
    """The letters of one working day: a folder and its manifest. state: open, closing, ready, deleted."""

    __tablename__ = "letter_batches"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(8))
    letters: Mapped[int] = mapped_column(Integer, default=0)
    pages: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]


class LetterWithdrawal(Base):
    """A letter's file that must leave its batch's folder: its addressee was erased."""

    __tablename__ = "letter_withdrawals"
    message_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    batch_id: Mapped[str] = mapped_column(String(16))
    erasure_id: Mapped[str] = mapped_column(String(36))
    not_before: Mapped[datetime]


class ErasureInWork(Base):
    """An erasure that is confirmed once its letters have left their folders."""

    __tablename__ = "erasures_in_work"
    erasure_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    numbers: Mapped[list[Any]]
    emptied: Mapped[dict[str, Any]]


class HeldNumber(Base):
    """A request that a legal hold keeps: what its resident was told is not forgotten meanwhile."""

    __tablename__ = "held_numbers"
    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    hold_id: Mapped[str] = mapped_column(String(36), primary_key=True)


class Suppression(Base):
    """A mail address, as a keyed hash, that has refused mail for good; nothing is sent there until it expires."""

    __tablename__ = "suppressions"
    recipient_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    expires_at: Mapped[datetime]


class StandardReply(Base):
    """A version of a text that residents are answered with. state: draft, approved (one a code), retired."""

    __tablename__ = "standard_replies"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8))
    use: Mapped[str] = mapped_column(String(8))
    close_code: Mapped[str | None] = mapped_column(String(16))
    services: Mapped[str | None] = mapped_column(Text)  # ",pothole,road-marking,", or none for all
    department: Mapped[str | None] = mapped_column(String(64))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    texts: Mapped[dict[str, Any]]
    drafted_by: Mapped[str] = mapped_column(String(120))
    drafted_at: Mapped[datetime]
    approved_by: Mapped[str | None] = mapped_column(String(120))
    approved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("code", "version", name="one_reply_per_code_and_version"),
        Index("standard_replies_state", "state", "code"),
    )
