"""What departments say of their work once a day, compared with ours."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base


class Reconciliation(Base):
    """A comparison of a department's work with ours, as of a position of its feed; state: open, finished."""

    __tablename__ = "reconciliations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    department: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    listed: Mapped[int] = mapped_column(Integer)
    missing_there: Mapped[int] = mapped_column(Integer)
    unknown_here: Mapped[int] = mapped_column(Integer)
    differing: Mapped[int] = mapped_column(Integer)
    moving: Mapped[int] = mapped_column(Integer)
    __table_args__ = (Index("reconciliations_department", "department", "id"),)


class ReconciliationItem(Base):
    """A piece of work as its department has it; dropped when the comparison is finished."""

    __tablename__ = "reconciliation_items"
    reconciliation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    status: Mapped[str] = mapped_column(String(16))


class ReconciliationDifference(Base):
    """A difference that was found; kind: missing_there, unknown_here, differs."""

    __tablename__ = "reconciliation_differences"
    reconciliation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str | None] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    here: Mapped[str | None] = mapped_column(String(16))
    there: Mapped[str | None] = mapped_column(String(16))
