"""Requests that are not handed in yet; a draft that is over is deleted, with whatever it says of anybody."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base


class RequestDraft(Base):
    """A draft: of a member of staff or a client, or of whoever holds its key."""

    __tablename__ = "request_drafts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str | None] = mapped_column(String(120))
    content: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    __table_args__ = (
        Index("request_drafts_owner", "owner", "id"),
        Index("request_drafts_expires", "expires_at"),
    )
