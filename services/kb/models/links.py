"""Links that callers are sent to, and whether they lead anywhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.kb.models.base import Base


class Link(Base):
    """An address that articles, the directory or departments name; `places` says where, `owner` is the department."""

    __tablename__ = "links"
    url: Mapped[str] = mapped_column(String(500), primary_key=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    places: Mapped[list[Any]]
    checked_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(24))  # ok, or why not; null before the first look
    failures: Mapped[int] = mapped_column(Integer)  # in a row
    failing_since: Mapped[datetime | None]
    __table_args__ = (Index("links_checked", "checked_at"), Index("links_failures", "failures"))
