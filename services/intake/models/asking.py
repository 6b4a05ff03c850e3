"""Questions to residents, and what residents said of the work."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base


class ResidentQuestion(Base):
    """Questions that were put to a resident together, and the answers."""

    __tablename__ = "resident_questions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(120))
    questions: Mapped[list[Any]]
    answers: Mapped[list[Any] | None]
    answered_at: Mapped[datetime | None]
    reply_by: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))  # waiting, answered, expired, withdrawn
    __table_args__ = (
        Index("resident_questions_waiting", "reply_by", postgresql_where=sql("state = 'waiting'"),
              sqlite_where=sql("state = 'waiting'")),
    )  # fmt: skip


class ResidentFeedback(Base):
    """What a resident said of the work on a request; a closing after a reopening is asked about anew."""

    __tablename__ = "feedback"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime]
    score: Mapped[int] = mapped_column(Integer)
    solved: Mapped[bool | None]
    comment: Mapped[str] = mapped_column(Text)
    department: Mapped[str | None] = mapped_column(String(64))
    service_code: Mapped[str] = mapped_column(String(64))
    __table_args__ = (Index("feedback_department", "department", "id"),)
