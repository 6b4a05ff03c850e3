"""Requests that have a number and of which nobody has said yet who does them: routing has not spoken."""

from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake.models import RequestHistory, ServiceRequest

ROUTING = "routing"
# What routing has sent to a person, or has sent back after a reopening, it has spoken about.
_SPOKEN = exists().where(RequestHistory.number == ServiceRequest.number, RequestHistory.by == ROUTING)
_WHOLE = ServiceRequest.split_rule.is_(None) | (ServiceRequest.split_rule == "none")
_SINCE = case((ServiceRequest.reopening.is_(None), ServiceRequest.requested_at), else_=ServiceRequest.updated_at)
_WAITING = (
    ServiceRequest.department.is_(None),
    ServiceRequest.status == "open",
    ServiceRequest.merged_into.is_(None),
    _WHOLE,
    ~ServiceRequest.drill,
    ServiceRequest.reopening.is_not(None) | ~_SPOKEN,
)


def count(session: Session, now: datetime) -> tuple[int, float]:
    """Return how many they are, drills apart, and for how many seconds the oldest has waited."""
    number, oldest = session.execute(select(func.count(), func.min(_SINCE)).where(*_WAITING)).one()
    since = clock.as_utc(oldest)
    return number, max(0.0, (now - since).total_seconds()) if since else 0.0
