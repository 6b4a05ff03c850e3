"""What has happened to requests, until the offices of their districts have heard of it."""

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.common.tables import RowNumber
from services.routing.models.base import Base


class DistrictStep(Base):
    """A step of a request that was said to the departments; kept for a day, so that what is said again counts once."""

    __tablename__ = "district_steps"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    event_id: Mapped[str] = mapped_column(String(36), unique=True)
    number: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    noticed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("district_steps_waiting", "id",
              postgresql_where=text("noticed_at IS NULL"), sqlite_where=text("noticed_at IS NULL")),
        Index("district_steps_noticed", "noticed_at",
              postgresql_where=text("noticed_at IS NOT NULL"), sqlite_where=text("noticed_at IS NOT NULL")),
    )  # fmt: skip
