"""Boundaries that have changed: which activations were followed up, and what became different for which request."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.common.tables import RowNumber
from services.routing.models.base import Base, Packed


class BoundaryCheck(Base):
    """An activation of layers after which open requests are looked at again, in the order of their numbers."""

    __tablename__ = "boundary_checks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    jurisdiction_id: Mapped[str] = mapped_column(String(40))
    versions: Mapped[Any] = mapped_column(Packed)
    active_at: Mapped[datetime]
    behind: Mapped[str] = mapped_column(String(16))
    looked_at: Mapped[int] = mapped_column(Integer)
    finished: Mapped[bool]
    __table_args__ = (
        Index("boundary_checks_due", "active_at",
              postgresql_where=text("NOT finished"), sqlite_where=text("NOT finished")),
    )  # fmt: skip


class BoundaryChange(Base):
    """What became different for an open request; appended, never edited."""

    __tablename__ = "boundary_changes"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    check_id: Mapped[str] = mapped_column(String(36))
    number: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    moves: Mapped[bool]
    change: Mapped[Any] = mapped_column(Packed)
    __table_args__ = (UniqueConstraint("check_id", "number", name="boundary_changes_once"),)
