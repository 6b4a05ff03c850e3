"""Who follows a request without having reported it."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base

_ASKED = text("confirmed_at IS NULL")


class Follower(Base):
    """An address that wishes to hear of a request; it does once a mail to it was answered by its link."""

    __tablename__ = "followers"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(12))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("followers_number", "number", "email", unique=True),
        Index("followers_email", "email"),
        Index("followers_asked", "asked_at", postgresql_where=_ASKED, sqlite_where=_ASKED),
    )
