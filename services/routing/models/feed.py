"""The feed by position."""

from datetime import datetime

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base


class FeedRow(Base):
    """An event of a department's feed at its position, counted from 1 without holes."""

    __tablename__ = "feed"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    time: Mapped[datetime]
    body: Mapped[str] = mapped_column(Text)


class FeedHead(Base):
    """The last position that was given in a department's feed."""

    __tablename__ = "feed_heads"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)
