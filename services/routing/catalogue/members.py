"""Who belongs to which department, in which tier: asked in each transaction, so that a removal holds at once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.outbox import say
from services.routing.catalogue.entries import next_revisions
from services.routing.catalogue.sessions import SUBJECT, end_sessions
from services.routing.models import Member, MemberHistory

EMPLOYEE, MANAGER, CONTRACTOR = "employee", "manager", "contractor"
# Whoever falls in rank, or leaves, is signed out everywhere.
RANKS: Mapping[str | None, int] = {None: 0, CONTRACTOR: 1, EMPLOYEE: 2, MANAGER: 3}
DETAILS = ("name", "email", "unit")
SHOWN = (
    "department", "subject", "tier", *DETAILS, "changed_at", "changed_by", "reviewed_at", "reviewed_by",
    "away_from", "away_until", "stand_in",
)  # fmt: skip


def tiers_of(session: Session, subject: str) -> dict[str, str]:
    """The departments that a person belongs to, with the tier in each."""
    query = select(Member.department, Member.tier).where(Member.subject == subject, Member.tier.is_not(None))
    return {department: tier for department, tier in session.execute(query) if tier}


def has_manager(session: Session, department: str) -> bool:
    """Whether anybody manages the department."""
    query = select(Member.subject).where(Member.department == department, Member.tier == MANAGER).limit(1)
    return session.execute(query).scalar() is not None


def find_member(session: Session, department: str, subject: str) -> Member | None:
    """Somebody who belongs to the department now."""
    row = session.get(Member, (department, subject))
    return row if row is not None and row.tier else None


def set_member(session: Session, wish: Mapping[str, Any], by: str) -> bool:
    """Give a person a tier in a department, or none any more; what is not given of the details stays.

    A new tier is said, and counts as confirmed by management. False when everything was so already.
    """
    row = session.get(Member, (wish["department"], wish["subject"]))
    if _is_so(row, wish):
        return False
    [revision] = next_revisions(session)  # also makes all who change members take turns
    row = _locked(session, wish)
    before, row.revision = row.tier, revision
    for name in DETAILS:
        given = wish.get(name)
        setattr(row, name, getattr(row, name) if given is None else given or None)
    if before != wish["tier"]:
        _set_tier(session, row, wish["tier"], by)
        if before and RANKS[wish["tier"]] < RANKS[before]:
            end_sessions(session, SUBJECT, row.subject)
    return True


def _is_so(row: Member | None, wish: Mapping[str, Any]) -> bool:
    if row is None or not row.tier:
        return not wish["tier"]
    same = [wish.get(name) is None or (wish[name] or None) == getattr(row, name) for name in DETAILS]
    return row.tier == wish["tier"] and all(same)


def _locked(session: Session, wish: Mapping[str, Any]) -> Member:
    key = (wish["department"], wish["subject"])
    row = session.get(Member, key, with_for_update=True, populate_existing=True)
    if row is None:
        row = Member(department=key[0], subject=key[1], tier=None)
        session.add(row)
    return row


def _set_tier(session: Session, row: Member, tier: str | None, by: str) -> None:
    row.tier, row.changed_at, row.changed_by = tier, clock.now(), by
    row.reviewed_at, row.reviewed_by = (row.changed_at, by) if tier else (None, None)
    if not tier:
        row.away_from = row.away_until = row.stand_in = None
    session.flush()
    note_step(session, row, "set" if tier else "removed", by)
    say(session, [Event("members_changed", row.department, describe(row))])


def note_step(session: Session, row: Member, step: str, by: str) -> None:
    """Append to the history of the department's members."""
    values = {"id": uuid7(), "at": clock.now(), "step": step, "by": by}
    plain = {name: getattr(row, name) for name in ("department", "subject", "tier")}
    session.execute(insert(MemberHistory), [values | plain])


def describe(row: Member) -> dict[str, str | None]:
    """The data of members_changed, and of a copy."""
    return {"department": row.department, "subject": row.subject, "tier": row.tier}


def show(row: Member) -> dict[str, Any]:
    """A member as colleagues see it."""
    return {name: getattr(row, name) for name in SHOWN}


def show_or_blank(session: Session, wish: Mapping[str, Any]) -> dict[str, Any]:
    """The membership after a change; of somebody who never belonged, that there is none."""
    row = session.get(Member, (wish["department"], wish["subject"]))
    return show(row) if row else {"department": wish["department"], "subject": wish["subject"], "tier": None}


def list_members(session: Session, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A page of those who belong to a department now, by subject."""
    query = select(Member).where(Member.department == wanted["department"], Member.tier.is_not(None))
    if wanted["tier"]:
        query = query.where(Member.tier == wanted["tier"])
    if wanted["cursor"]:
        query = query.where(Member.subject > wanted["cursor"])
    rows = list(session.execute(query.order_by(Member.subject).limit(wanted["limit"] + 1)).scalars())
    page = rows[: wanted["limit"]]
    return {"items": [show(row) for row in page], "next": page[-1].subject if len(rows) > len(page) else None}
