"""Replays: events of a department's feed that are put into its queue once more."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base


class FeedReplay(Base):
    """A department's last replay: everything behind `after`, up to `until`; `sent` is how far it is."""

    __tablename__ = "feed_replays"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    after: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[int] = mapped_column(BigInteger)
    sent: Mapped[int] = mapped_column(BigInteger)
    by: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
