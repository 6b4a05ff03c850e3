"""Changes of the catalogue in the making: what they would say, who has agreed, what a dry run showed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base, Packed


class CatalogueDraft(Base):
    """Entries that are to change together, at one instant; `entries` are {kind, code, base, entry}."""

    __tablename__ = "catalogue_drafts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))  # draft, approved, active, rejected, withdrawn
    version: Mapped[int] = mapped_column(Integer)
    effective_at: Mapped[datetime | None]
    entries: Mapped[Any] = mapped_column(Packed)
    departments: Mapped[Any] = mapped_column(Packed)
    approvals: Mapped[Any] = mapped_column(Packed)
    dry_run: Mapped[Any] = mapped_column(Packed, nullable=True)
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime | None]  # when an approved one becomes active
    activated_at: Mapped[datetime | None]
    __table_args__ = (
        Index("catalogue_drafts_state", "state", "id"),
        Index("catalogue_drafts_due", "due_at",
              postgresql_where=text("state = 'approved'"), sqlite_where=text("state = 'approved'")),
    )  # fmt: skip


class CatalogueDraftStep(Base):
    """What was done with a draft, by whom; appended, never edited."""

    __tablename__ = "catalogue_draft_steps"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(36), index=True)
    at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(120))
    department: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Text)
