"""How a hand-over is shown: its words to who asked and to the department, its notes to the department alone."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake.models import Handover, HandoverNote
from services.intake.policy import ALL, Standing
from services.intake.tier2 import asking, handovers, presence
from services.intake.tier2.states import REQUESTED

SHOWN = (
    "id", "kind", "state", "department", "skill", "language", "reason", "requested_by", "accepted_by", "fallback",
    "number",
)  # fmt: skip
TIMES = ("requested_at", "expires_at", "accepted_at", "ended_at", "callback_by", "callback_done_at")


def view(row: Handover, standing: Standing) -> dict[str, Any]:
    """Return a hand-over as the caller may see it."""
    inside = standing.may("handover.take", row.department)
    shown = {name: getattr(row, name) for name in SHOWN} | {"contact": row.contact_id}
    shown |= {name: clock.as_utc(getattr(row, name)) for name in TIMES}
    words = inside or handovers.is_askers(row, standing)
    shown["question"] = row.question if words else None
    shown["answer"] = row.answer if inside or (words and row.kind == "consult") else None
    return shown


def whole(session: Session, row: Handover, standing: Standing) -> dict[str, Any]:
    """Return everything of it, with who waits before it and who could take it."""
    shown = view(row, standing)
    if row.state == REQUESTED:
        wanted = {"department": row.department, "skill": row.skill, "language": row.language}
        there = presence.who_could(session, wanted)
        shown |= {"waiting": asking.ahead_of(session, row), "free": sum(one["free"] for one in there)}
    if standing.may("handover.take", row.department):
        notes = select(HandoverNote).where(HandoverNote.handover_id == row.id).order_by(HandoverNote.id)
        shown["notes"] = [note(written) for written in session.execute(notes).scalars()]
    return shown


def note(written: HandoverNote) -> dict[str, Any]:
    """Return a note."""
    return {"at": clock.as_utc(written.at), "by": written.by, "text": written.text}


def find(session: Session, search: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Return a page: a department's own, what one has asked oneself, or for supervisors all, without words."""
    query = select(Handover).order_by(Handover.id).limit(search["limit"] + 1)
    if standing.scope("handover.oversee") != ALL:
        own = standing.departments_for("handover.take")
        query = query.where(or_(Handover.department.in_(own), Handover.requested_by == standing.caller.subject))
    if search["department"]:
        query = query.where(Handover.department == search["department"])
    if search["state"]:
        query = query.where(Handover.state == search["state"])
    if search["callbacks"]:
        query = query.where(Handover.callback_by.is_not(None), Handover.callback_done_at.is_(None))
    if search["cursor"]:
        query = query.where(Handover.id > search["cursor"])
    rows = session.execute(query).scalars().all()
    page = rows[: search["limit"]]
    following = page[-1].id if len(rows) > len(page) else None
    return {"items": [view(row, standing) for row in page], "next": following}
