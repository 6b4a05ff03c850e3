"""Requests, their history, notes and numbers."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, Index, Integer, String, Text, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.common.tables import RowNumber
from services.intake.models.base import Base


class NumberBlock(Base):
    """How many numbers have been taken from the counter, and the key of the permutation."""

    __tablename__ = "number_counter"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    next: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(64))


class ServiceRequest(Base):
    """A request with the number that the resident quotes and the status that the resident sees."""

    __tablename__ = "service_requests"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    service_code: Mapped[str] = mapped_column(String(64))
    service_version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(Text)
    answers: Mapped[dict[str, Any]]
    lat: Mapped[float | None] = mapped_column(Float)
    long: Mapped[float | None] = mapped_column(Float)
    address: Mapped[str | None] = mapped_column(String(300))
    address_id: Mapped[str | None] = mapped_column(String(64))
    place_text: Mapped[str | None] = mapped_column(String(1000))
    resident_id: Mapped[str | None] = mapped_column(String(36))
    anonymous: Mapped[bool]
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    drill: Mapped[bool]
    received_at: Mapped[datetime]
    requested_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    department: Mapped[str | None] = mapped_column(String(64))
    promised_by: Mapped[datetime | None]
    districts: Mapped[dict[str, Any] | None]
    area: Mapped[str | None] = mapped_column(String(120))
    zip: Mapped[str | None] = mapped_column(String(10))
    council_district: Mapped[str | None] = mapped_column(String(64))
    referral: Mapped[dict[str, Any] | None]
    close_code: Mapped[str | None] = mapped_column(String(16))
    close_text: Mapped[str | None] = mapped_column(Text)
    duplicate_of: Mapped[str | None] = mapped_column(String(12))
    cell: Mapped[int | None] = mapped_column(BigInteger)
    street: Mapped[int | None] = mapped_column(BigInteger)
    merged_into: Mapped[str | None] = mapped_column(String(12))
    split_from: Mapped[str | None] = mapped_column(String(12))
    split_rule: Mapped[str | None] = mapped_column(String(8))
    asking: Mapped[str | None] = mapped_column(String(36))
    reopening: Mapped[str | None] = mapped_column(String(36))
    leads: Mapped[bool] = mapped_column(default=False, server_default=false())
    followed: Mapped[bool] = mapped_column(server_default=false())
    version: Mapped[int] = mapped_column(Integer)
    pin_version: Mapped[int] = mapped_column(Integer, default=1)
    jurisdiction_id: Mapped[str | None] = mapped_column(String(64))
    token: Mapped[str | None] = mapped_column(String(32))
    media: Mapped[list[Any] | None]
    # Of a closed or referred one, how its resident was told: due, delivered, printed, waived, not_needed, unreachable.
    told: Mapped[str | None] = mapped_column(String(12))
    told_at: Mapped[datetime | None]
    forgotten: Mapped[str | None] = mapped_column(String(12))  # by retention: contact_data, everything
    # The last change that is none to residents, such as that they were told.
    noted_at: Mapped[datetime | None]
    __table_args__ = (
        Index("service_requests_noted", "noted_at", "id", postgresql_where=sql("noted_at IS NOT NULL"),
              sqlite_where=sql("noted_at IS NOT NULL")),
        Index("service_requests_untold", "number", postgresql_where=sql("told IN ('due', 'unreachable')"),
              sqlite_where=sql("told IN ('due', 'unreachable')")),
        Index("service_requests_department_status", "department", "status", "id"),
        Index("service_requests_service", "service_code", "id"),
        Index("service_requests_district", "council_district", "id"),
        Index("service_requests_zip", "zip", "id"),
        Index("service_requests_requested", "requested_at", "id"),
        Index("service_requests_updated", "updated_at", "id"),
        *(Index(f"service_requests_{name}", name, "id", postgresql_where=sql(f"{name} IS NOT NULL"),
                sqlite_where=sql(f"{name} IS NOT NULL"))
          for name in ("cell", "street", "merged_into", "split_from")),
        Index("service_requests_token", "token", unique=True, postgresql_where=sql("token IS NOT NULL"),
              sqlite_where=sql("token IS NOT NULL")),
    )  # fmt: skip


class RequestHistory(Base):
    """A step of a request's life, appended and never edited."""

    __tablename__ = "request_history"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(16))
    code: Mapped[str | None] = mapped_column(String(32))
    text: Mapped[str | None] = mapped_column(Text)
    department: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[str | None] = mapped_column(String(120))
    __table_args__ = (Index("request_history_at", "at", "id"),)


class RequestNote(Base):
    """A note on a request: public to its resident, published to everybody, or neither."""

    __tablename__ = "request_notes"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(12), index=True)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(120))
    public: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    published: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (
        Index("request_notes_published", "at", "id", postgresql_where=sql("published"),
              sqlite_where=sql("published")),
    )  # fmt: skip


class PinAttempts(Base):
    """Wrong PINs of a request."""

    __tablename__ = "pin_attempts"
    number: Mapped[str] = mapped_column(String(12), primary_key=True)
    wrong: Mapped[int] = mapped_column(Integer)
    locked_until: Mapped[datetime | None]
