"""What is said of a request in events: the number, never a name and never words."""

from typing import Any

from services.common.envelope import Event
from services.intake.models import ServiceRequest


def about(request: ServiceRequest, type: str, **data: Any) -> Event:
    """Return an event about a request, to whoever listens for its department or district."""
    said = {"number": request.number, "drill": request.drill}
    department, district = request.department or "none", request.council_district or "none"
    return Event(type, request.number, said | data, department, district)


def reopened(request: ServiceRequest, notice: bool) -> Event:
    """Return the event that a request is open again, and note that what routing says before its answer is stale."""
    said = {"service_code": request.service_code, "department": request.department, "notice": notice}
    event = about(request, "request_reopened", **said)
    request.reopening = event.id
    return event


def supplemented(request: ServiceRequest, what: str, by: str) -> Event:
    """Return the event that something was added to a request; staff are not named in it."""
    who = "resident" if by in ("resident", "anonymous") else "staff"
    return about(request, "request_supplemented", what=what, by=who, department=request.department)
