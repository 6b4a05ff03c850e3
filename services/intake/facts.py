"""Facts that events may not carry: what routing needs to decide, what notify needs to tell."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.statements import run
from services.intake import following, views
from services.intake.asking import showing
from services.intake.catalogue import Catalogue
from services.intake.models import RequestNote, Resident, ServiceRequest
from services.intake.request_numbers import Allocator

REQUESTS, RESIDENTS = ServiceRequest.__table__, Resident.__table__
_FACTS = select(
    REQUESTS,
    RESIDENTS.c.id.label("known_resident"),
    *(RESIDENTS.c[name].label(f"resident_{name}") for name in ("name", "email", "address", "notify", "language")),
).select_from(REQUESTS.outerjoin(RESIDENTS, RESIDENTS.c.id == REQUESTS.c.resident_id))
_FACTS = _FACTS.where(REQUESTS.c.number.in_(bindparam("numbers", expanding=True)))


def _requests(session: Session, numbers: Sequence[str]) -> Sequence[Row[Any]]:
    return run(session, _FACTS, {"numbers": sorted(set(numbers))}).all()


def for_routing(session: Session, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Return type, place and answers of each request that exists, and whether its resident can be written to."""
    return [
        {
            "number": r.number,
            "service_code": r.service_code,
            "location": views.location(r),
            "answers": r.answers,
            "reachable": bool(r.resident_email),
        }
        for r in _requests(session, numbers)
    ]


def for_forwarding(session: Session, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Return what another agency is told of each request that exists; nothing of its resident."""
    return [
        {
            "number": r.number,
            "service_code": r.service_code,
            "description": r.description,
            "location": views.location(r),
            "answers": r.answers,
        }
        for r in _requests(session, numbers)
    ]


def for_notices(session: Session, numbers: Sequence[str], desk: Any, notes: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return what a message to the resident of each request says."""
    requests = _requests(session, numbers)
    asked = showing.texts(session, [r.asking for r in requests if r.asking])
    known = following.of_requests(session, desk.secret, requests, desk.catalogue)
    words = _notes(session, notes)
    more = [
        {"question": asked.get(r.asking), "followers": known.get(r.number, []), "notes": words.get(r.number, {})}
        for r in requests
    ]
    return [_notice(r, desk.catalogue, desk.numbers) | one for r, one in zip(requests, more, strict=True)]


def _notes(session: Session, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the words of notes that residents read, by number and id; no query for none."""
    found: dict[str, dict[str, str]] = {}
    if ids:
        query = select(RequestNote).where(RequestNote.id.in_(ids), RequestNote.public)
        for note in session.execute(query).scalars():
            found.setdefault(note.number, {})[note.id] = note.text
    return found


def _notice(r: Any, catalogue: Catalogue, allocator: Allocator) -> dict[str, Any]:
    language = r.resident_language if r.known_resident else r.language
    return {
        "number": r.number,
        "language": language,
        "notify": r.resident_notify,
        "name": r.resident_name,
        "email": r.resident_email,
        "address": r.resident_address,
        "pin": allocator.pin(r.number, r.pin_version),
        "service_code": r.service_code,
        "service_name": catalogue.name_of("service_type", r.service_code, language),
        "department_name": catalogue.name_of("department", r.department, language) if r.department else None,
        "department_phone": catalogue.department(r.department).get("phone"),
        "promised_by": clock.as_utc(r.promised_by),
        "status": r.status,
        "close_code": r.close_code,
        "close_text": r.close_text,
        "referral": r.referral,
        "anonymous": r.anonymous,
        "drill": r.drill,
        "requested_at": clock.as_utc(r.requested_at),
    }
