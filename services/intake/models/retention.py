"""How long what is closed is kept, and the runs that forget what is older."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base
from services.intake.models.contacts import Contact
from services.intake.models.requests import ServiceRequest

# What a rule looks for, written out so that both databases see that the indexes serve.
CLOSED = {
    "request": "status IN ('closed', 'referred') AND (forgotten IS NULL OR forgotten = 'contact_data')",
    "contact": "state = 'closed' AND (forgotten IS NULL OR forgotten = 'contact_data')",
}
Index("requests_kept", ServiceRequest.forgotten, ServiceRequest.updated_at,
      postgresql_where=sql(CLOSED["request"]), sqlite_where=sql(CLOSED["request"]))  # fmt: skip
Index("contacts_kept", Contact.forgotten, Contact.logged_at,
      postgresql_where=sql(CLOSED["contact"]), sqlite_where=sql(CLOSED["contact"]))  # fmt: skip


class RetentionRule(Base):
    """After how many days something of what is closed is forgotten; of one service type, or of all (empty)."""

    __tablename__ = "retention_rules"
    object: Mapped[str] = mapped_column(String(8), primary_key=True)
    forget: Mapped[str] = mapped_column(String(12), primary_key=True)
    service_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    days: Mapped[int] = mapped_column(Integer)
    daily: Mapped[bool]
    by: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]


class RetentionRun(Base):
    """A run over all rules as they stood: counting, counted (a dry one), running, done; the rules carry the counts."""

    __tablename__ = "retention_runs"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    dry_run: Mapped[bool]
    state: Mapped[str] = mapped_column(String(8))
    rules: Mapped[list[Any]]
    finished_at: Mapped[datetime | None]
