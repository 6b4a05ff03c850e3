"""Cases with their decisions, assignments with their history, triage and call-backs."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base, Packed


class Case(Base):
    """What routing knows of a request; its row is the lock of everything about the request."""

    __tablename__ = "cases"
    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    service_code: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    received_at: Mapped[datetime]
    drill: Mapped[bool]
    answers: Mapped[Any] = mapped_column(Packed)
    place: Mapped[Any] = mapped_column(Packed)
    excluded: Mapped[Any] = mapped_column(Packed)
    bounces: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(16))  # department, agency, triage, withdrawn, closed
    __table_args__ = (Index("cases_drills", "number", postgresql_where=text("drill"), sqlite_where=text("drill")),)


class Decision(Base):
    """A decision about a request with its trace; appended, never edited."""

    __tablename__ = "decisions"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str | None] = mapped_column(String(64))
    rule: Mapped[str | None] = mapped_column(String(64))
    rule_version: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str | None] = mapped_column(String(40))
    by: Mapped[str | None] = mapped_column(String(120))
    trace: Mapped[Any] = mapped_column(Packed)


class Assignment(Base):
    """A department's work on a request; the promise is frozen in it."""

    __tablename__ = "assignments"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), index=True)
    department: Mapped[str] = mapped_column(String(64))
    service_code: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    current: Mapped[bool]
    level: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(16))
    decision_id: Mapped[str] = mapped_column(String(36))
    assigned_at: Mapped[datetime]
    first_action_by: Mapped[datetime | None]
    promised_by: Mapped[datetime | None]
    calendar_version: Mapped[int] = mapped_column(Integer)
    accepted_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    hold_code: Mapped[str | None] = mapped_column(String(24))
    held_at: Mapped[datetime | None]
    held_from: Mapped[str | None] = mapped_column(String(16))
    completed_at: Mapped[datetime | None]
    code: Mapped[str | None] = mapped_column(String(16))
    closing_text: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str | None] = mapped_column(String(64))
    assignee: Mapped[str | None] = mapped_column(String(120))
    area: Mapped[str | None] = mapped_column(String(120))
    escalated_at: Mapped[datetime | None]
    promise: Mapped[Any] = mapped_column(Packed, nullable=True)  # as it was given, with the id of its first assignment
    first_action_near_at: Mapped[datetime | None]
    near_at: Mapped[datetime | None]
    watch_at: Mapped[datetime | None]  # when to look whether somebody is to be told
    __table_args__ = (
        Index("assignments_one_current", "number", unique=True,
              postgresql_where=text("current"), sqlite_where=text("current")),
        Index("assignments_department", "department", "status", "id"),
        Index("assignments_assignee", "assignee", "id",
              postgresql_where=text("assignee IS NOT NULL"), sqlite_where=text("assignee IS NOT NULL")),
        Index("assignments_watch", "watch_at",
              postgresql_where=text("watch_at IS NOT NULL"), sqlite_where=text("watch_at IS NOT NULL")),
    )  # fmt: skip


class AssignmentHistory(Base):
    """A step of an assignment or a note on it; appended, never edited."""

    __tablename__ = "assignment_history"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    assignment_id: Mapped[str] = mapped_column(String(36), index=True)
    at: Mapped[datetime]
    step: Mapped[str] = mapped_column(String(16))
    by: Mapped[str | None] = mapped_column(String(120))
    reason_code: Mapped[str | None] = mapped_column(String(24))
    text: Mapped[str | None] = mapped_column(Text)
    assignee: Mapped[str | None] = mapped_column(String(120))


class TriageItem(Base):
    """A request for which a person must find who does it; kept when that has been done."""

    __tablename__ = "triage"
    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime]
    waiting: Mapped[bool]
    owner: Mapped[str | None] = mapped_column(String(120))  # the person of 311 who finds out
    due_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]  # when it was said that nobody had decided in time
    __table_args__ = (
        Index("triage_waiting", "since", "number",
              postgresql_where=text("waiting"), sqlite_where=text("waiting")),
        Index("triage_due", "due_at",
              postgresql_where=text("waiting AND overdue_at IS NULL"),
              sqlite_where=text("waiting AND overdue_at IS NULL")),
    )  # fmt: skip


class Callback(Base):
    """A request that was referred after it was opened: must its resident be called, and is that done?"""

    __tablename__ = "callbacks"
    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    referral: Mapped[Any] = mapped_column(Packed)
    since: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12))  # checking, waiting, done, unneeded
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(120))
    __table_args__ = (Index("callbacks_state", "state", "since", "number"),)
