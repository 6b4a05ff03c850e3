"""Who did what and who read whom, and the seals that vouch for it."""

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.common.tables import RowNumber
from services.intake.models.base import Base


class AuditEntry(Base):
    """A call that has written, or that has read personal data; appended, never edited."""

    __tablename__ = "audit_entries"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    call: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(120))
    object: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(String(24))
    __table_args__ = (Index("audit_entries_object", "object", "id"), Index("audit_entries_actor", "actor", "id"))


class AuditSeal(Base):
    """A link of the chain: up to which rows it vouches, and the digest of them and of the seal before."""

    __tablename__ = "audit_seals"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    marks: Mapped[str] = mapped_column(String(255))
    entries: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
