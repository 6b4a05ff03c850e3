"""How a request is shown: to anyone by its number, to the resident with the PIN, to staff by the policy."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake import clients
from services.intake.asking import showing
from services.intake.catalogue import Catalogue
from services.intake.families import relatives
from services.intake.models import RequestHistory, RequestNote, Resident, ServiceRequest
from services.intake.papers import attachments
from services.intake.people import masking


def pending(request: ServiceRequest) -> list[str]:
    """Return what is not known yet: the jurisdiction, the department."""
    if request.status in ("closed", "referred"):
        return []
    missing = [("jurisdiction", request.districts), ("department", request.department)]
    return [name for name, value in missing if not value]


def public(request: ServiceRequest, catalogue: Catalogue) -> dict[str, Any]:
    """Return what the number alone shows, and nothing else."""
    name = catalogue.name_of("service_type", request.service_code, request.language)
    return {
        "number": request.number,
        "service": {"code": request.service_code, "name": name},
        "status": request.status,
        "department": request.department,
        "requested_at": clock.as_utc(request.requested_at),
        "updated_at": clock.as_utc(request.updated_at),
        "promised_by": clock.as_utc(request.promised_by),
        "area": request.area,
    }


def staff_row(request: ServiceRequest, catalogue: Catalogue) -> dict[str, Any]:
    """Return what a list shows to staff: the request without the resident."""
    members = (
        "description", "answers", "anonymous", "channel", "language", "districts", "referral", "close_code",
        "close_text", "version", "drill", "service_version",
    )  # fmt: skip
    shown = {name: getattr(request, name) for name in members}
    shown["location"], shown["pending"] = location(request), pending(request)
    shown["received_at"] = clock.as_utc(request.received_at)
    return public(request, catalogue) | shown


def location(request: ServiceRequest) -> dict[str, Any] | None:
    """Return the place as it was handed in."""
    said = {
        "lat": request.lat,
        "long": request.long,
        "address": request.address,
        "address_id": request.address_id,
        "text": request.place_text,
    }
    return said if any(value is not None for value in said.values()) else None


@dataclass(frozen=True)
class Sight:
    """How somebody sees a request: with internal notes and who acted, with contact data as it was given."""

    internal: bool
    plain: bool


RESIDENTS = Sight(internal=False, plain=True)


def full(session: Session, request: ServiceRequest, catalogue: Catalogue, sight: Sight) -> dict[str, Any]:
    """Return everything; internal notes and who acted are left out for residents, contact data masked for staff."""
    internal = sight.internal
    history = select(RequestHistory).where(RequestHistory.number == request.number).order_by(RequestHistory.id)
    steps = session.execute(history).scalars().all()
    names = clients.names(session, (step.by for step in steps))
    notes = select(RequestNote).where(RequestNote.number == request.number).order_by(RequestNote.at)
    if not internal:
        notes = notes.where(RequestNote.public)
    return (
        staff_row(request, catalogue)
        | {
            "questions": [showing.view(row, internal) for row in showing.of_request(session, request.number)],
            "family": relatives.view(session, request, internal),
            "history": [_step(row, internal, names) for row in steps],
            "attachments": [attachments.view(row, internal) for row in attachments.of_request(session, request.number)],
            "notes": [note(row, internal) for row in session.execute(notes).scalars()],
        }
        | asking(session, request.resident_id, sight.plain)
    )


def asking(session: Session, resident_id: str | None, plain: bool) -> dict[str, Any]:
    """Return who asked, with contact data masked unless it may be seen plainly, and what is masked."""
    person = resident(session, resident_id)
    if person is None or plain:
        return {"resident": person, "masked": []}
    return {"resident": masking.mask(person), "masked": masking.masked_members(person)}


def resident(session: Session, resident_id: str | None) -> dict[str, Any] | None:
    """Return who asked, or None."""
    row = session.get(Resident, resident_id) if resident_id else None
    if row is None:
        return None
    return {n: getattr(row, n) for n in ("name", "email", "phone", "address", "language", "notify")}


def _step(row: RequestHistory, internal: bool, names: dict[str, str]) -> dict[str, Any]:
    members = ("status", "code", "text", "department", *(("by",) if internal else ()))
    shown = {name: getattr(row, name) for name in members}
    return shown | {"at": clock.as_utc(row.at), "client": names.get(row.by or "")}


def note(row: RequestNote, internal: bool) -> dict[str, Any]:
    """Return a note; who wrote it is for staff."""
    shown = {"id": row.id, "at": clock.as_utc(row.at), "public": row.public, "text": row.text}
    return shown | ({"by": row.by} if internal else {})
