"""Copies of what routing says of services, departments and members."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base


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
