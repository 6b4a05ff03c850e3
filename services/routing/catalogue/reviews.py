"""The quarterly review: management confirms or removes each member of its department."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.catalogue.members import find_member, note_step, show
from services.routing.contract.refusals import MemberNotFound, NotOneself
from services.routing.models import Member

TIME_TO_REVIEW = timedelta(days=30)
MOST = 1000


def quarter_of(now: datetime) -> tuple[str, datetime]:
    """The name of a quarter and its first instant, in UTC."""
    number = (now.month - 1) // 3
    return f"{now.year}-Q{number + 1}", datetime(now.year, 3 * number + 1, 1, tzinfo=UTC)


def _unreviewed(begun: datetime) -> Any:
    return or_(Member.reviewed_at.is_(None), Member.reviewed_at < begun)


def read_review(session: Session, department: str, now: datetime) -> dict[str, Any]:
    """The members of a department, those to be confirmed first; who was named in this quarter is confirmed."""
    _, begun = quarter_of(now)
    query = select(Member).where(Member.department == department, Member.tier.is_not(None))
    rows = list(session.execute(query.order_by(_unreviewed(begun).desc(), Member.subject).limit(MOST)).scalars())
    items = [show(row) | {"reviewed": _is_reviewed(row, begun)} for row in rows]
    return _head(department, sum(not item["reviewed"] for item in items), now) | {"items": items}


def _is_reviewed(row: Member, begun: datetime) -> bool:
    at = clock.as_utc(row.reviewed_at)
    return at is not None and at >= begun


def _head(department: str, count: int, now: datetime) -> dict[str, Any]:
    name, begun = quarter_of(now)
    due_by = begun + TIME_TO_REVIEW
    said = {"department": department, "quarter": name, "due_by": due_by}
    return said | {"open": count, "overdue": bool(count) and now > due_by}


def list_reviews(session: Session, departments: list[str], now: datetime) -> list[dict[str, Any]]:
    """How far each department is, those with most to do first."""
    _, begun = quarter_of(now)
    query = select(Member.department, func.count()).where(Member.tier.is_not(None), _unreviewed(begun))
    found = session.execute(query.where(Member.department.in_(departments)).group_by(Member.department))
    counts = {row[0]: row[1] for row in found}
    heads = [_head(department, counts.get(department, 0), now) for department in departments]
    return sorted(heads, key=lambda head: (-head["open"], head["department"]))


def confirm(session: Session, department: str, subject: str, by: str) -> Member:
    """Management says that a member's tier is right; of oneself somebody else has to say it."""
    row = find_member(session, department, subject)
    if row is None:
        raise MemberNotFound()
    if subject == by:
        raise NotOneself()
    row.reviewed_at, row.reviewed_by = clock.now(), by
    session.flush()
    note_step(session, row, "confirmed", by)
    return row
