"""The ledger of promises: what paused them, and what was said of them when they were at risk or broken."""

from datetime import datetime

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base


class PromisePause(Base):
    """A pause that has ended, and by how much it moved what was due; appended, never edited."""

    __tablename__ = "promise_pauses"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    promise_id: Mapped[str] = mapped_column(String(36), index=True)
    assignment_id: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(24))
    held_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(120))
    business_days: Mapped[int] = mapped_column(Integer)
    calendar_version: Mapped[int] = mapped_column(Integer)
    first_action_before: Mapped[datetime | None]
    first_action_after: Mapped[datetime | None]
    promised_before: Mapped[datetime | None]
    promised_after: Mapped[datetime | None]


class PromiseMark(Base):
    """That a promise is at risk, or broken, was said: once for each clock of a promise, whoever has the work."""

    __tablename__ = "promise_marks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    promise_id: Mapped[str] = mapped_column(String(36))
    assignment_id: Mapped[str] = mapped_column(String(36))
    clock: Mapped[str] = mapped_column(String(12))
    mark: Mapped[str] = mapped_column(String(8))
    due: Mapped[datetime]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("promise_id", "clock", "mark", name="promise_marks_once"),)
