"""Who belongs to which department, in which tier: asked in each transaction, so that a removal holds at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.outbox import say
from services.routing.catalogue.entries import next_revisions
from services.routing.models import Member

MANAGER = "manager"


def tiers_of(session: Session, subject: str) -> dict[str, str]:
    """The departments that a person belongs to, with the tier in each."""
    query = select(Member.department, Member.tier).where(Member.subject == subject, Member.tier.is_not(None))
    return {department: tier for department, tier in session.execute(query) if tier}


def has_manager(session: Session, department: str) -> bool:
    """Whether anybody manages the department."""
    query = select(Member.subject).where(Member.department == department, Member.tier == MANAGER).limit(1)
    return session.execute(query).scalar() is not None


def set_member(session: Session, department: str, subject: str, tier: str | None, by: str) -> bool:
    """Give a person a tier in a department, or none any more; says so. False when it was so already."""
    if _tier(session, department, subject) == tier:
        return False
    [revision] = next_revisions(session)  # also makes all who change members take turns
    row = session.get(Member, (department, subject), with_for_update=True)
    if row is None:
        row = Member(department=department, subject=subject)
        session.add(row)
    row.tier, row.changed_at, row.changed_by, row.revision = tier, clock.now(), by, revision
    session.flush()
    say(session, [Event("members_changed", department, describe(row))])
    return True


def _tier(session: Session, department: str, subject: str) -> str | None:
    query = select(Member.tier).where(Member.department == department, Member.subject == subject)
    return session.execute(query).scalar()


def describe(row: Member) -> dict[str, str | None]:
    """The data of members_changed, and of a copy."""
    return {"department": row.department, "subject": row.subject, "tier": row.tier}
