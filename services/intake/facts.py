"""Facts that events may not carry: what routing needs to decide, what notify needs to tell."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake import views
from services.intake.catalogue import Catalogue
from services.intake.models import Resident, ServiceRequest
from services.intake.request_numbers import Allocator


def _requests(session: Session, numbers: Sequence[str]) -> list[ServiceRequest]:
    query = select(ServiceRequest).where(ServiceRequest.number.in_(sorted(set(numbers))))
    return list(session.execute(query).scalars())


def for_routing(session: Session, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Return type, place and answers of each request that exists, and whether its resident can be written to."""
    requests = _requests(session, numbers)
    people = views.residents(session, requests)
    return [
        {
            "number": r.number,
            "service_code": r.service_code,
            "location": views.location(r),
            "answers": r.answers,
            "reachable": _reachable(people.get(r.resident_id or "")),
        }
        for r in requests
    ]


def _reachable(resident: Resident | None) -> bool:
    return bool(resident and resident.email)


def for_notices(
    session: Session, numbers: Sequence[str], catalogue: Catalogue, allocator: Allocator
) -> list[dict[str, Any]]:
    """Return what a message to the resident of each request says."""
    requests = _requests(session, numbers)
    people = views.residents(session, requests)
    return [_notice(r, people.get(r.resident_id or ""), catalogue, allocator) for r in requests]


def _notice(r: ServiceRequest, resident: Resident | None, catalogue: Catalogue, allocator: Allocator) -> dict[str, Any]:
    language = resident.language if resident else r.language
    return {
        "number": r.number,
        "language": language,
        "notify": resident.notify if resident else None,
        "name": resident.name if resident else None,
        "email": resident.email if resident else None,
        "address": resident.address if resident else None,
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
