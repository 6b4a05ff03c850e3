"""What offices of representatives sent, and what residents let them know."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models.base import Base


class OfficeReferral(Base):
    """A request or contact that an office follows, because it sent it or because the resident agreed.

    Nobody's name stands here: it is read from the resident's own row while the consent holds.
    """

    __tablename__ = "office_referrals"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    office: Mapped[str] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(12))
    contact: Mapped[str | None] = mapped_column(String(36))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None] = mapped_column(String(120))  # of the staff, who wrote down that the office sent it
    consent_at: Mapped[datetime | None]
    consent_way: Mapped[str | None] = mapped_column(String(8))  # spoken, written, online
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (
        Index("office_referrals_office", "office", "id"),
        Index("office_referrals_number", "number", "office", unique=True, postgresql_where=sql("number IS NOT NULL"),
              sqlite_where=sql("number IS NOT NULL")),
        Index("office_referrals_contact", "contact", "office", unique=True, postgresql_where=sql("contact IS NOT NULL"),
              sqlite_where=sql("contact IS NOT NULL")),
    )  # fmt: skip
