"""Persons who were erased, with who confirmed it, and what must not be erased because a court may want it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base
from services.intake.models.contacts import Contact

_KNOWN = sql("resident_id IS NOT NULL")
Index("contacts_resident", Contact.resident_id, postgresql_where=_KNOWN, sqlite_where=_KNOWN)


class Erasure(Base):
    """The erasure of a person: which requests and contacts it emptied, nothing of who it was.

    files: blobs that still have to leave the disk.
    """

    __tablename__ = "erasures"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    ground: Mapped[str] = mapped_column(String(24))
    numbers: Mapped[list[Any]]
    contacts: Mapped[list[Any]]
    files: Mapped[list[Any]]
    done_at: Mapped[datetime | None]
    __table_args__ = (
        Index("erasures_running", "id", postgresql_where=sql("done_at IS NULL"), sqlite_where=sql("done_at IS NULL")),
    )


class ErasureAnswer(Base):
    """What a service has said of an erasure: rows that it emptied by table, and how many still hold something."""

    __tablename__ = "erasure_answers"
    erasure_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    service: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    emptied: Mapped[dict[str, Any]]
    remaining: Mapped[int] = mapped_column(Integer)


class LegalHold(Base):
    """A legal hold: until it is lifted nothing of these requests and contacts is erased or forgotten."""

    __tablename__ = "legal_holds"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    matter: Mapped[str] = mapped_column(String(120))
    numbers: Mapped[list[Any]]
    contacts: Mapped[list[Any]]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(120))


class HeldObject(Base):
    """A request or contact that is held now, by its number or id; gone with its hold."""

    __tablename__ = "held_objects"
    object: Mapped[str] = mapped_column(String(36), primary_key=True)
    hold_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    __table_args__ = (Index("held_objects_hold", "hold_id"),)
