"""Residents and contacts with their items."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base


class Resident(Base):
    """Who asked, as far as that person wished to say; a row per request or contact."""

    __tablename__ = "residents"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[dict[str, Any] | None]
    notify: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))


class Contact(Base):
    """A contact, whatever came of it."""

    __tablename__ = "contacts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    type: Mapped[str] = mapped_column(String(24))
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    caller_type: Mapped[str] = mapped_column(String(16))
    dialled: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[datetime]
    logged_at: Mapped[datetime] = mapped_column(index=True)
    talk_seconds: Mapped[int | None] = mapped_column(Integer)
    wrap_seconds: Mapped[int | None] = mapped_column(Integer)
    anonymous: Mapped[bool]
    resident_id: Mapped[str | None] = mapped_column(String(36))
    logged_by: Mapped[str | None] = mapped_column(String(120))
    drill: Mapped[bool]


class ContactItem(Base):
    """One thing asked in a contact and its outcome."""

    __tablename__ = "contact_items"
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    article_id: Mapped[str | None] = mapped_column(String(100))
    article_version: Mapped[int | None] = mapped_column(Integer)
    referred_to: Mapped[str | None] = mapped_column(String(100))
    number_given: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(300))
    number: Mapped[str | None] = mapped_column(String(12), index=True)
    kind: Mapped[str | None] = mapped_column(String(16))
    about: Mapped[str | None] = mapped_column(String(16))
    department: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Text)
