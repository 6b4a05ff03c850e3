"""Questions that offices expect callers to ask."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.kb.models.base import Base


class ExpectedQuestion(Base):
    """A question that an office expects callers to ask, and what search found first when it was last asked.

    `asked_at_revision` is the state of the knowledge base in which that was, null before the first time.
    """

    __tablename__ = "expected_questions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str] = mapped_column(String(16))  # department, council, state, congressional
    office: Mapped[str] = mapped_column(String(64))
    department: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(16))
    monthly: Mapped[int | None] = mapped_column(Integer)
    answer_kind: Mapped[str | None] = mapped_column(String(16))
    answer_id: Mapped[str | None] = mapped_column(String(64))
    asked_at_revision: Mapped[int | None] = mapped_column(BigInteger)
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(128))
    __table_args__ = (Index("expected_questions_office", "source", "office"),)
