"""Plans of launching departments, who was trained, and drills: how far each department's request came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base, Packed


class Drill(Base):
    """A round of drill requests, one for each department that takes part; over at `until` whatever happens."""

    __tablename__ = "drills"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    started_at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(String(120))
    until: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class DrillResult(Base):
    """A department's part in a drill: its request, when each step was taken, and what stopped it.

    `wish` is what is asked for; the feed is looked through behind `position`. With `to_end` the request is still to
    be withdrawn.
    """

    __tablename__ = "drill_results"
    drill_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))  # running, passed, failed
    wish: Mapped[Any] = mapped_column(Packed, nullable=True)
    position: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[str | None] = mapped_column(String(16), index=True)
    reason: Mapped[str | None] = mapped_column(String(80))
    to_end: Mapped[bool]
    opened_at: Mapped[datetime | None]
    routed_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("drill_results_department", "department", "drill_id"),
        Index("drill_results_pending", "drill_id",
              postgresql_where=text("state = 'running' OR to_end"), sqlite_where=text("state = 'running' OR to_end")),
    )  # fmt: skip


class Launch(Base):
    """A department's plan as it is now; people are staff: name, phone, email."""

    __tablename__ = "launches"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    soft_at: Mapped[datetime | None]
    hard_at: Mapped[datetime | None]
    people: Mapped[Any] = mapped_column(Packed)


class LaunchStep(Base):
    """A change of a plan; appended, never edited."""

    __tablename__ = "launch_steps"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    department: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    soft_at: Mapped[datetime | None]
    hard_at: Mapped[datetime | None]
    people: Mapped[Any] = mapped_column(Packed)
    despite: Mapped[str | None] = mapped_column(String(1000))
    __table_args__ = (Index("launch_steps_department", "department", "id"),)


class Training(Base):
    """On which day a member of a department was trained for 311."""

    __tablename__ = "trainings"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    trained_on: Mapped[date]
    noted_by: Mapped[str] = mapped_column(String(120))
