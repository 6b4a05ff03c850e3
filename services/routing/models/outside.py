"""Open311 servers of other agencies, and the requests that are handed over to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base, Packed

_DUE = literal_column("state = 'waiting'")
_SENT = literal_column("state IN ('token', 'sent')")


class OutsideServer(Base):
    """The Open311 server of an agency of the directory; its key is sealed with the installation's secret."""

    __tablename__ = "outside_servers"
    agency: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(String(500))
    jurisdiction_id: Mapped[str | None] = mapped_column(String(120))
    sealed_key: Mapped[str | None] = mapped_column(Text)
    services: Mapped[Any] = mapped_column(Packed)
    polls: Mapped[str] = mapped_column(String(8))  # updates, numbers
    active: Mapped[bool]
    changed_at: Mapped[datetime]
    updates_until: Mapped[datetime | None]
    poll_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(Integer)


class Forwarding(Base):
    """A request on its way to another agency's server: written with the referral, sent apart from it.

    state: waiting, token (taken, number to come), sent, closed (as they say), failed (given up), stopped.
    """

    __tablename__ = "forwardings"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), index=True)
    agency: Mapped[str] = mapped_column(String(64))
    service_code: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime]
    not_before: Mapped[datetime]
    first_tried_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer)
    unsure: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(64))
    token: Mapped[str | None] = mapped_column(String(200))
    remote_number: Mapped[str | None] = mapped_column(String(200))
    remote_status: Mapped[str | None] = mapped_column(String(16))
    remote_notes: Mapped[str | None] = mapped_column(Text)
    remote_updated_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    __table_args__ = (
        Index("forwardings_due", "not_before", "id", postgresql_where=_DUE, sqlite_where=_DUE),
        Index("forwardings_sent", "agency", "remote_number", postgresql_where=_SENT, sqlite_where=_SENT),
        Index("forwardings_remote", "agency", "remote_number"),
    )
