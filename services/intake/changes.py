"""What residents and staff change on a request: amend, note, withdraw, reopen; each step appended to history."""

from typing import Any

from sqlalchemy import delete, insert, inspect, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.errors import InvalidInput, VersionConflict
from services.common.ids import uuid7
from services.intake import openings, sayings, views
from services.intake.catalogue import Catalogue
from services.intake.contract.refusals import RequestClosed, RequestMerged, RequestNotClosed, RequestNotFound
from services.intake.families import spots
from services.intake.models import RequestHistory, RequestNote, Resident, ServiceRequest
from services.intake.people import masking
from services.intake.privacy import holds

SAID = {"description", "answers", "location", "resident"}  # of which nothing stays when it is replaced
PLACE = {"lat": "lat", "long": "long", "address": "address", "address_id": "address_id", "text": "place_text"}


def find(session: Session, number: str, lock: bool = False) -> ServiceRequest:
    """Return a request; RequestNotFound when there is none."""
    query = select(ServiceRequest).where(ServiceRequest.number == number)
    request = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if request is None:
        raise RequestNotFound()
    return request


def amend(session: Session, request: ServiceRequest, message: dict[str, Any], by: str, catalogue: Catalogue) -> None:
    """Change what the resident said; VersionConflict when somebody else was quicker, RequestClosed when closed.

    UnderHold when a court may want the words that would be replaced.
    """
    if request.status == "closed":
        raise RequestClosed()
    if request.merged_into and message.keys() & {"description", "answers", "location", "service_code"}:
        raise RequestMerged()
    if request.version != message["version"]:
        raise VersionConflict()
    if message.keys() & SAID:
        holds.refuse_held(session, [request.number])
    _check(request, message, catalogue)
    changed = [n for n in ("description", "answers", "location", "resident", "service_code") if n in message]
    for name in ("description", "answers", "service_code"):
        if name in message:
            setattr(request, name, message[name])
    if "location" in message:
        for member, column in PLACE.items():
            setattr(request, column, (message["location"] or {}).get(member))
    if {"location", "service_code"} & message.keys():
        for column, value in spots.columns(request.service_code, views.location(request) or {}).items():
            setattr(request, column, value)
    if "resident" in message:
        _amend_resident(session, request, message["resident"])
    touch(request)
    step(session, request, by, code="amended")
    outbox.say(session, [sayings.about(request, "request_amended", service_code=request.service_code, changed=changed)])


def _check(request: ServiceRequest, message: dict[str, Any], catalogue: Catalogue) -> None:
    """Hold the request as it will be against its service type, when the change touches what the type asks."""
    if not message.keys() & {"service_code", "answers", "location"}:
        return
    service = catalogue.service(message.get("service_code", request.service_code))
    said = {
        "answers": message.get("answers", request.answers),
        "location": message.get("location", views.location(request)),
        "anonymous": request.anonymous,
    }
    openings.check(said, service)
    request.service_version = service.get("version", 1)


def _amend_resident(session: Session, request: ServiceRequest, resident: dict[str, Any]) -> None:
    """Replace who asked, of whom nothing stays; who was anonymous stays so."""
    if request.anonymous:
        raise InvalidInput(errors=[{"pointer": "/resident", "detail": "The request is anonymous and stays so."}])
    resident = masking.restore(resident, views.resident(session, request.resident_id) or {})
    session.execute(delete(Resident).where(Resident.id == request.resident_id))
    row = openings.resident_row(resident, request.language, request)
    if row:
        session.execute(insert(Resident.__table__), [row])


def add_note(session: Session, request: ServiceRequest, message: dict[str, Any], by: str, public: bool) -> RequestNote:
    """Append a note; of one that staff write for the resident the resident is told."""
    note = RequestNote(
        id=uuid7(), number=request.number, at=clock.now(), by=by, public=public, text=message["text"]
    )  # fmt: skip
    session.add(note)
    if public and by not in ("resident", "anonymous"):
        told = {"note_id": note.id, "department": request.department, "notice": has_resident(request)}
        outbox.say(session, [sayings.about(request, "resident_told", **told)])
    return note


def withdraw(session: Session, request: ServiceRequest, reason: str, by: str) -> None:
    """Close a request that the resident needs no longer; departments hear that they may stop."""
    if request.status == "closed":
        raise RequestClosed()
    withdrawn = sayings.about(request, "request_withdrawn")
    outbox.say(session, [withdrawn, close(session, request, "withdrawn", reason or None, by)])


def close(session: Session, request: ServiceRequest, code: str, text: str | None, by: str) -> Event:
    """Close a request with a code and a text for the resident; return the event that says so."""
    request.status, request.close_code, request.close_text = "closed", code, text
    touch(request)
    step(session, request, by, code=code, text=text)
    return sayings.about(
        request, "request_closed", code=code, department=request.department, notice=has_resident(request)
    )


def reopen(session: Session, request: ServiceRequest, reason: str, by: str) -> None:
    """Open a closed or referred request again; it goes back to who had it."""
    if request.status not in ("closed", "referred"):
        raise RequestNotClosed()
    request.status, request.close_code, request.close_text, request.referral = "open", None, None, None
    request.split_rule = None
    touch(request)
    step(session, request, by, code="reopened", text=reason)
    outbox.say(session, [sayings.reopened(request, has_resident(request))])


def has_resident(request: ServiceRequest) -> bool:
    """Whether somebody is to be told."""
    return request.resident_id is not None and not request.drill


def touch(request: ServiceRequest) -> None:
    """Count the version of a request that changes now."""
    request.updated_at = clock.now()
    request.version += 1
    if inspect(request).attrs.status.history.has_changes():
        request.told = "due" if request.status in ("closed", "referred") and not request.drill else None


def step(session: Session, request: ServiceRequest, by: str, code: str | None = None, text: str | None = None) -> None:
    """Append the present status to the history."""
    session.add(
        RequestHistory(
            number=request.number,
            at=clock.now(),
            status=request.status,
            code=code,
            text=text,
            department=request.department,
            by=by,
        )
    )
