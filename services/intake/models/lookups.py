"""Who looked somebody up, and when that looked like trawling."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base


class Lookup(Base):
    """A look-up by name: who made it and why, keyed hashes of what was asked, and which requests were opened by it."""

    __tablename__ = "lookups"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(300))
    factor: Mapped[str] = mapped_column(String(8))
    name_hash: Mapped[str] = mapped_column(String(64))
    factor_hash: Mapped[str] = mapped_column(String(64))
    hits: Mapped[int] = mapped_column(Integer)
    opened: Mapped[list[Any]]
    __table_args__ = (Index("lookups_by", "by", "at"),)


class LookupAlarm(Base):
    """Somebody's look-ups of an hour that look like trawling; at most one an hour for each rule."""

    __tablename__ = "lookup_alarms"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    rule: Mapped[str] = mapped_column(String(16))
    lookups: Mapped[int] = mapped_column(Integer)
    __table_args__ = (Index("lookup_alarms_by", "by", "rule", "at"),)
