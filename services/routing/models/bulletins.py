"""Bulletins: what a department's mailbox, its management or one of its people is told about their work."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base, Packed


class Bulletin(Base):
    """What is told, with the numbers of requests and no word about residents; the addresses are looked up when it goes.

    kind: given (to the person), new (to the mailbox), alert (to management, or to the person), digest.
    """

    __tablename__ = "bulletins"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    department: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str | None] = mapped_column(String(120))
    at: Mapped[datetime]
    content: Mapped[Any] = mapped_column(Packed)
    __table_args__ = (Index("bulletins_last", "department", "kind", "at"), Index("bulletins_at", "at"))
