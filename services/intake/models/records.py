"""Figures by day for dashboards, and the files of closed days."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.common.tables import RowNumber
from services.intake.models.base import Base


class DailyCount(Base):
    """How many requests or contacts of a day have a value; department is empty where those of all are counted."""

    __tablename__ = "daily_counts"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)  # requests, contacts
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    dimension: Mapped[str] = mapped_column(String(12), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    value: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    __table_args__ = (Index("daily_counts_day", "kind", "day"),)


class DayToCount(Base):
    """A day of which something has changed since it was counted."""

    __tablename__ = "days_to_count"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)


class CountedUpTo(Base):
    """The last change that was looked at: its time, and the row's id as text."""

    __tablename__ = "counted_up_to"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    changed_at: Mapped[datetime]
    row_id: Mapped[str] = mapped_column(String(36))


class RecordFile(Base):
    """A file of a closed day, never written again; `as_of` is the last change that it can hold."""

    __tablename__ = "record_files"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(16))  # requests, contacts, contact_items, open_data, totals
    part: Mapped[str] = mapped_column(String(12))  # day, corrections
    format: Mapped[str] = mapped_column(String(8))  # parquet, csv, json
    schema_version: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[datetime]
    rows: Mapped[int] = mapped_column(Integer)
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime]
    __table_args__ = (Index("record_files_one", "day", "kind", "part", "format", unique=True),)
