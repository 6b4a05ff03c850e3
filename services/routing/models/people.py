"""Who belongs to which department, in which tier and unit, and how that came about."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.routing.models.base import Base


class Member(Base):
    """Who belongs to a department, in which tier; no tier any more: has left.

    Name and address are for colleagues and for mails to them; they leave routing in no event. `reviewed_at` is when
    management last said that the tier is right. From `away_from` until `away_until` work goes to `stand_in`.
    """

    __tablename__ = "members"
    department: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    tier: Mapped[str | None] = mapped_column(String(16))
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(120))
    revision: Mapped[int] = mapped_column(BigInteger, index=True)
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    unit: Mapped[str | None] = mapped_column(String(64))
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(120))
    away_from: Mapped[datetime | None]
    away_until: Mapped[datetime | None]
    stand_in: Mapped[str | None] = mapped_column(String(120))
    __table_args__ = (Index("members_subject", "subject"),)


class MemberHistory(Base):
    """A tier that was given, taken or confirmed; appended, never edited."""

    __tablename__ = "member_history"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    department: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(120))
    step: Mapped[str] = mapped_column(String(16))  # set, removed, confirmed
    tier: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    __table_args__ = (Index("member_history_department", "department", "id"),)


class SessionEnd(Base):
    """Sessions of browsers that are over before their time: one by its id, or all of a person or provider's session.

    `id` is a revision, so that rows become visible in their order. Gateways ask for what is new each second.
    """

    __tablename__ = "session_ends"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))  # session, sid, subject
    value: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime]


class BreakGlassUse(Base):
    """That somebody signed in with an emergency account, and why; appended, never edited."""

    __tablename__ = "break_glass_uses"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    roles: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(String(1000))
    used_at: Mapped[datetime]
