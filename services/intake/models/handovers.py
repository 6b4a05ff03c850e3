"""Who is at a desk, and what is handed to a department's people."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base

_LIVE = sql("state IN ('requested', 'accepted')")
_CALLBACK = sql("callback_by IS NOT NULL AND callback_done_at IS NULL")


class Presence(Base):
    """Somebody at a desk, as said last; who has not said so for two minutes is away."""

    __tablename__ = "presence"
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    desk: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    capacity: Mapped[int] = mapped_column(Integer)
    languages: Mapped[list[Any]]
    skills: Mapped[list[Any]]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    idle_since: Mapped[datetime]


class Handover(Base):
    """A question to a department's people: a consultation, or a contact that they take over.

    state: requested, accepted, answered, returned, expired, withdrawn.
    """

    __tablename__ = "handovers"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    department: Mapped[str] = mapped_column(String(64))
    skill: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(300))
    requested_by: Mapped[str] = mapped_column(String(120), index=True)
    requested_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_by: Mapped[str | None] = mapped_column(String(120))
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    fallback: Mapped[str | None] = mapped_column(String(12))
    service_code: Mapped[str | None] = mapped_column(String(64))
    promised_by: Mapped[datetime | None]
    callback_by: Mapped[datetime | None]
    callback_done_at: Mapped[datetime | None]
    number: Mapped[str | None] = mapped_column(String(12))
    drill: Mapped[bool]
    __table_args__ = (
        Index("handovers_live", "department", "state", "id", postgresql_where=_LIVE, sqlite_where=_LIVE),
        Index("handovers_due", "expires_at", postgresql_where=_LIVE, sqlite_where=_LIVE),
        Index("handovers_taken", "accepted_by", postgresql_where=sql("state = 'accepted'"),
              sqlite_where=sql("state = 'accepted'")),
        Index("handovers_callbacks", "callback_by", postgresql_where=_CALLBACK, sqlite_where=_CALLBACK),
        Index("handovers_department", "department", "id"),
    )  # fmt: skip


class HandoverNote(Base):
    """A note of the department on what was handed to it; nobody else reads it."""

    __tablename__ = "handover_notes"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    handover_id: Mapped[str] = mapped_column(ForeignKey("handovers.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
