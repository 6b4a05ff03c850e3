"""Residents and contacts with their items."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.common import clock
from services.intake.models.base import Base

SEARCHED = ("name_key", "name_key2", "phone_key", "email_key", "place_key")


class Resident(Base):
    """Who asked, as far as that person wished to say; a row per request or contact.

    With a request it has its number, and numbers under which it is found again (SEARCHED).
    """

    __tablename__ = "residents"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[dict[str, Any] | None]
    notify: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[str | None] = mapped_column(String(12))
    name_key: Mapped[int | None] = mapped_column(BigInteger)
    name_key2: Mapped[int | None] = mapped_column(BigInteger)
    phone_key: Mapped[int | None] = mapped_column(BigInteger)
    email_key: Mapped[int | None] = mapped_column(BigInteger)
    place_key: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = tuple(
        Index(f"residents_{name}", name, "id", postgresql_where=sql(f"{name} IS NOT NULL"),
              sqlite_where=sql(f"{name} IS NOT NULL"))
        for name in SEARCHED
    )  # fmt: skip


class Contact(Base):
    """A contact, whatever came of it.

    internal: staff asked; resolved: nothing was left to do; about_employee: a complaint, for management only, for ever.
    told: due, delivered, printed, waived, not_needed, or None where only its requests have something to tell.
    """

    __tablename__ = "contacts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    type: Mapped[str] = mapped_column(String(24))
    channel: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    caller_type: Mapped[str] = mapped_column(String(16))
    dialled: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[datetime]
    logged_at: Mapped[datetime]
    talk_seconds: Mapped[int | None] = mapped_column(Integer)
    wrap_seconds: Mapped[int | None] = mapped_column(Integer)
    anonymous: Mapped[bool]
    resident_id: Mapped[str | None] = mapped_column(String(36))
    logged_by: Mapped[str | None] = mapped_column(String(120))
    drill: Mapped[bool]
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    state: Mapped[str] = mapped_column(String(8), default="closed", server_default="closed")  # closed, open
    call_id: Mapped[str | None] = mapped_column(String(64))
    department: Mapped[str | None] = mapped_column(String(64))  # of whoever logged it; None: 311 itself
    from_department: Mapped[str | None] = mapped_column(String(64))
    same_as: Mapped[str | None] = mapped_column(String(36))
    internal: Mapped[bool] = mapped_column(default=False, server_default=false())
    resolved: Mapped[bool] = mapped_column(default=False, server_default=false())
    about_employee: Mapped[bool] = mapped_column(default=False, server_default=false())
    later: Mapped[bool] = mapped_column(default=False, server_default=false())  # somebody had to be called back
    handed_to: Mapped[str | None] = mapped_column(String(64))
    told: Mapped[str | None] = mapped_column(String(12))
    told_way: Mapped[str | None] = mapped_column(String(12))
    told_reason: Mapped[str | None] = mapped_column(String(300))
    told_at: Mapped[datetime | None]
    told_by: Mapped[str | None] = mapped_column(String(120))  # of a person who closed the gap by hand
    receipt: Mapped[str | None] = mapped_column(String(12))  # the number under which a complaint is asked about
    forgotten: Mapped[str | None] = mapped_column(String(12))  # by retention: contact_data, everything
    changed_at: Mapped[datetime | None] = mapped_column(default=clock.now, onupdate=clock.now)
    __table_args__ = (
        Index("contacts_changed", "changed_at", "id"),
        Index("contacts_logged", "logged_at", "id"),
        Index("contacts_call", "call_id", postgresql_where=sql("call_id IS NOT NULL"),
              sqlite_where=sql("call_id IS NOT NULL")),
        Index("contacts_department", "department", "logged_at", postgresql_where=sql("department IS NOT NULL"),
              sqlite_where=sql("department IS NOT NULL")),
        Index("contacts_handed", "handed_to", "logged_at", postgresql_where=sql("handed_to IS NOT NULL"),
              sqlite_where=sql("handed_to IS NOT NULL")),
        Index("contacts_receipt", "receipt", unique=True, postgresql_where=sql("receipt IS NOT NULL"),
              sqlite_where=sql("receipt IS NOT NULL")),
        Index("contacts_untold", "id", postgresql_where=sql("told = 'due'"), sqlite_where=sql("told = 'due'")),
    )  # fmt: skip


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
    department: Mapped[str | None] = mapped_column(String(64), index=True)
    text: Mapped[str | None] = mapped_column(Text)
    theme: Mapped[str | None] = mapped_column(String(64))
    warm: Mapped[bool | None]
    confidential_to: Mapped[str | None] = mapped_column(String(64))  # the department that alone reads its words


class Interpretation(Base):
    """A session with an interpreter in a contact."""

    __tablename__ = "interpretations"
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    vendor: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime] = mapped_column(index=True)
    stopped_at: Mapped[datetime]
    seconds: Mapped[int] = mapped_column(Integer)
    cost_cents: Mapped[int | None] = mapped_column(Integer)


class ContactChange(Base):
    """What stood in the record of a contact before somebody amended it."""

    __tablename__ = "contact_history"
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(120))
    reason: Mapped[str | None] = mapped_column(String(300))
    before: Mapped[dict[str, Any]]


class TelephoneCall(Base):
    """A call as the telephone system tells it, abandoned ones too; nobody's number."""

    __tablename__ = "calls"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(index=True)
    dialled: Mapped[str | None] = mapped_column(String(40))
    queue: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(8))
    agent: Mapped[str | None] = mapped_column(String(120))
    ring_seconds: Mapped[int | None] = mapped_column(Integer)
    queue_seconds: Mapped[int | None] = mapped_column(Integer)
    talk_seconds: Mapped[int | None] = mapped_column(Integer)
    wrap_seconds: Mapped[int | None] = mapped_column(Integer)
    abandoned: Mapped[bool]
