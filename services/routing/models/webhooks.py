"""Webhooks of department systems, and the events that they have refused."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base, Packed

_ACTIVE = literal_column("state = 'active'")
_WAITING = literal_column("state = 'waiting'")


class Webhook(Base):
    """A window on a department's feed that is pushed: everything up to `position` has arrived or is a dead letter.

    state: active, paused (by its owner), stopped (by us: gone, or away for a week).
    """

    __tablename__ = "webhooks"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    types: Mapped[Any] = mapped_column(Packed)
    secrets: Mapped[Any] = mapped_column(Packed)
    state: Mapped[str] = mapped_column(String(8))
    position: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(Integer)  # made with the event behind the position
    failures: Mapped[int] = mapped_column(Integer)  # in a row, whatever the event
    failing_since: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(64))
    not_before: Mapped[datetime]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    __table_args__ = (Index("webhooks_due", "not_before", postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),)


class DeadLetter(Base):
    """An event that a webhook has refused for good; it stands in the feed, and can be sent again.

    state: dead, waiting (to be sent again), delivered.
    """

    __tablename__ = "dead_letters"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    department: Mapped[str] = mapped_column(String(64))
    webhook: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(BigInteger)
    event_id: Mapped[str] = mapped_column(String(36))
    type: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128))
    attempts: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    __table_args__ = (
        Index("dead_letters_department", "department", "id"),
        Index("dead_letters_event", "department", "webhook", "position", unique=True),
        Index("dead_letters_waiting", "department", "webhook", postgresql_where=_WAITING, sqlite_where=_WAITING),
    )
