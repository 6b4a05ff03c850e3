"""How likely duplicates are shown, to staff and to anybody: what it is, how far, how many, and a picture."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake import redaction, views
from services.intake.families import likely
from services.intake.models import RequestAttachment, ServiceRequest

SHOWN = ("number", "status", "department")


def at(session: Session, wanted: likely.Spot | None, for_staff: bool) -> list[dict[str, Any]]:
    """Return what looks like the same at a place."""
    [rows] = likely.find(session, [wanted])
    return _describe(session, wanted, rows, for_staff) if rows and wanted else []


def of(session: Session, request: ServiceRequest) -> list[dict[str, Any]]:
    """Return, for staff, what looks like the same as a request."""
    wanted = likely.spot(request.service_code, views.location(request), request.drill)
    return [item for item in at(session, wanted, for_staff=True) if item["number"] != request.number]


def _describe(session: Session, wanted: likely.Spot, rows: Sequence[Any], for_staff: bool) -> list[dict[str, Any]]:
    numbers = [row.number for row in rows]
    query = select(ServiceRequest).where(ServiceRequest.number.in_(numbers))
    requests = {request.number: request for request in session.execute(query).scalars()}
    others, pictures = _others(session, numbers), _pictures(session, numbers, for_staff)
    people = {} if for_staff else redaction.of_numbers(session, numbers)
    items = []
    for row in rows:
        request = requests[row.number]
        item = {name: getattr(request, name) for name in SHOWN}
        item |= {name: clock.as_utc(getattr(request, name)) for name in ("requested_at", "promised_by")}
        item |= {"metres": round(likely.distance(wanted, row)), "others": others.get(row.number, 0)}
        item |= {"picture": pictures.get(row.number), "address": request.address, "description": request.description}
        items.append(item if for_staff else item | _public(request, people.get(row.number)))
    return items


def _public(request: ServiceRequest, speaker: Any) -> dict[str, Any]:
    """Return what stands in the place of words and address for anybody; of a home only the block."""
    description = redaction.public_text(request.description, redaction.whose(speaker))
    address = redaction.public_place(speaker)["address"] if speaker else request.address
    return {"description": description, "address": address}


def _others(session: Session, numbers: list[str]) -> dict[str, int]:
    """Count who reported the same and was joined to it."""
    query = select(ServiceRequest.merged_into, func.count()).where(ServiceRequest.merged_into.in_(numbers))
    return dict(session.execute(query.group_by(ServiceRequest.merged_into)).all())  # type: ignore[arg-type]


def _pictures(session: Session, numbers: list[str], for_staff: bool) -> dict[str, str]:
    """Return the address of the oldest small picture of each that may be seen."""
    query = select(RequestAttachment.number, func.min(RequestAttachment.id))
    query = query.where(RequestAttachment.number.in_(numbers), RequestAttachment.thumbnail_sha256.is_not(None))
    if not for_staff:
        query = query.where(RequestAttachment.public)
    rows = session.execute(query.group_by(RequestAttachment.number))
    return {number: f"/v1/requests/{number}/attachments/{id}?thumbnail=true" for number, id in rows}
