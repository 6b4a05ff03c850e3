"""Keys of systems, and the copies of what routing says of services, departments and members."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base


class ApiKey(Base):
    """A key of a department's system, a front end or an Open311 client; only its digest is kept."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    prefix: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120))
    department: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class CatalogueEntry(Base):
    """A copy of what routing says of a service type or a department."""

    __tablename__ = "catalogue"
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    entry: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class Member(Base):
    """A copy of who belongs to a department, and in which tier."""

    __tablename__ = "members"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    tier: Mapped[str] = mapped_column(String(16))
