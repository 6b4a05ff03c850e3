"""Telephone lines."""

from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.kb.models.base import Base


class PhoneLine(Base):
    """A number that callers dial, by its digits: whose it is, how it is answered, what may be told of it."""

    __tablename__ = "phone_lines"
    digits: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[str] = mapped_column(String(40))
    department: Mapped[str | None] = mapped_column(String(64))
    agency: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[dict[str, Any]]
    greeting: Mapped[dict[str, Any] | None]
    publish: Mapped[str] = mapped_column(String(16))  # public, agents_only, never
    give: Mapped[str | None] = mapped_column(String(40))
    retired_on: Mapped[date | None]  # an old number: it leads to 311 now
    service_code: Mapped[str | None] = mapped_column(String(64))
    questions: Mapped[list[Any]]
    __table_args__ = (Index("phone_lines_department", "department", "digits"),)
