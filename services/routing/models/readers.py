"""How far the readers of departments' feeds are."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base


class FeedReader(Base):
    """A reader that has been seen: who asks over HTTP by the name that it gives, the queue by what is left in it."""

    __tablename__ = "feed_readers"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    reader: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # http, queue
    position: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    silent: Mapped[bool]
    overflowed: Mapped[bool]
