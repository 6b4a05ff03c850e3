"""What requests are searched by, apart from the rows that creates and events write; and filters that staff keep."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.common.tables import RowNumber
from services.intake.models.base import Base


class RequestSearch(Base):
    """A request's words in one spelling, with codes of its facets, and its promise while it is open.

    It is written behind the requests, at a search and every ten seconds. Each database has its own index of the words:
    `found` (tsvector, GIN) on PostgreSQL, the table `request_search_fts` (FTS5) kept by triggers on SQLite.
    """

    __tablename__ = "request_search"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(Text)
    open: Mapped[bool]
    promised_by: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    __table_args__ = (
        Index("request_search_updated", "updated_at"),
        Index("request_search_promised", "promised_by", postgresql_where=sql("open"), sqlite_where=sql("open")),
    )


class SavedSearch(Base):
    """Filters under a name, for who saved them or shared with a department or with all who may list everything."""

    __tablename__ = "saved_searches"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(120))
    shared: Mapped[bool]
    department: Mapped[str | None] = mapped_column(String(64))
    filters: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    __table_args__ = (
        Index("saved_searches_owner", "owner", "id"),
        Index("saved_searches_shared", "shared", "department", "id"),
    )
