"""What residents say of the work once it is closed, and lists of it for those who answer for it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.errors import Forbidden
from services.common.ids import uuid7
from services.intake import sayings
from services.intake.contract.refusals import FeedbackGiven, FeedbackTooEarly, FeedbackTooLate
from services.intake.models import ResidentFeedback, ServiceRequest
from services.intake.policy import ALL, Standing

WINDOW = timedelta(days=60)
SHOWN = ("number", "score", "solved", "comment", "department", "service_code")


def give(session: Session, request: ServiceRequest, message: dict[str, Any]) -> ResidentFeedback:
    """Keep what the resident says of a closed request, once for each closing."""
    if request.status != "closed":
        raise FeedbackTooEarly()
    closed_at = clock.as_utc(request.updated_at)
    if closed_at is None or clock.now() - closed_at > WINDOW:
        raise FeedbackTooLate()
    since = select(ResidentFeedback.id).where(
        ResidentFeedback.number == request.number, ResidentFeedback.at >= request.updated_at
    )
    if session.execute(since.limit(1)).first():
        raise FeedbackGiven()
    row = ResidentFeedback(
        id=uuid7(), number=request.number, at=clock.now(), department=request.department,
        service_code=request.service_code, **{name: message[name] for name in ("score", "solved", "comment")},
    )  # fmt: skip
    session.add(row)
    said = {name: getattr(row, name) for name in ("score", "solved", "department", "service_code")}
    outbox.say(session, [sayings.about(request, "feedback_received", **said)])
    return row


def find(session: Session, wanted: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Return a page of what residents said; a department sees what was said of its own work."""
    query = select(ResidentFeedback).where(ResidentFeedback.score <= wanted["most"])
    if standing.scope("feedback.list") != ALL:
        own = standing.departments_for("feedback.list")
        if not own:
            standing.require("feedback.list")
        if wanted["department"] and wanted["department"] not in own:
            raise Forbidden("You may read what was said of your own department.")
        query = query.where(ResidentFeedback.department.in_(own))
    if wanted["department"]:
        query = query.where(ResidentFeedback.department == wanted["department"])
    if wanted["cursor"]:
        query = query.where(ResidentFeedback.id < wanted["cursor"])
    rows = session.execute(query.order_by(ResidentFeedback.id.desc()).limit(wanted["limit"] + 1)).scalars().all()
    page = rows[: wanted["limit"]]
    return {"items": [view(row) for row in page], "next": page[-1].id if len(rows) > len(page) else None}


def view(row: ResidentFeedback) -> dict[str, Any]:
    """Return what was said."""
    return {name: getattr(row, name) for name in SHOWN} | {"at": clock.as_utc(row.at)}
