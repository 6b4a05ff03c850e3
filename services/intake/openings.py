"""Opening requests: several at once in one transaction, each with its number, once per idempotency key."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from services.common import idempotency, outbox
from services.common.caller import Caller
from services.common.errors import InvalidInput
from services.common.ids import uuid7
from services.common.statements import plain_insert, run
from services.intake import forms
from services.intake.families import likely, spots
from services.intake.models import RequestAttachment, RequestHistory, Resident, ServiceRequest
from services.intake.opened import Opening, answer, request_opened
from services.intake.papers import attachments
from services.intake.people import search_keys

CALL = "open_request"


def check(message: dict[str, Any], service: dict[str, Any]) -> None:
    """Hold a request against its service type; InvalidInput names each fault."""
    forms.check_answers(service, message["answers"])
    forms.check_stops(service, message["answers"], message.get("language") or "en")
    if message["anonymous"] and not service.get("anonymous_allowed", True):
        raise InvalidInput(errors=[_fault("/anonymous", "This service cannot be asked for anonymously.")])
    location = message.get("location") or {}
    if service.get("location_required") and not any(str(v).strip() for v in location.values() if v is not None):
        raise InvalidInput(errors=[_fault("/location", "This service needs a place: a point, an address or words.")])
    if service.get("level") == 4:
        raise InvalidInput(errors=[_fault("/service_code", "Another agency does this; ask who with a preview.")])


def _fault(pointer: str, detail: str) -> dict[str, str]:
    return {"pointer": pointer, "detail": detail}


def open_requests(session: Session, openings: list[Opening]) -> list[dict[str, Any]]:
    """Write all of them; return the answers in the same order, for a repeated key the one given before."""
    likely.note(session, openings)
    wanted = [idempotency.Wanted(CALL, o.caller, o.message, answer(o, with_pin=False)) for o in openings]
    before = idempotency.claim(session, wanted)
    fresh = [o for o, known in zip(openings, before, strict=True) if known is None]
    if fresh:
        write(session, fresh)
    return [known or answer(o) for o, known in zip(openings, before, strict=True)]


def write(session: Session, openings: Sequence[Opening]) -> None:
    """Write the rows of requests that are new, and say that they are there."""
    residents = [row for o in openings if (row := resident_row(o.message.get("resident"), o.language, o))]
    if residents:
        run(session, plain_insert(Resident.__table__), residents)
    run(session, plain_insert(ServiceRequest.__table__), [_request_row(o) for o in openings])
    run(session, plain_insert(RequestHistory.__table__), [_history_row(o) for o in openings])
    if files := [row for o in openings for row in attachments.rows_of(o.message, o.number, o.at, actor(o.caller))]:
        run(session, plain_insert(RequestAttachment.__table__), files)
    outbox.say(session, [request_opened(o) for o in openings])


def resident_row(resident: dict[str, Any] | None, language: str, owner: Any) -> dict[str, Any] | None:
    """Return the row of whoever asks and note its id on the owner; None when nobody was named."""
    if not resident:
        return None
    owner.resident_id = uuid7()
    return {
        "id": owner.resident_id,
        "name": resident["name"],
        "email": resident["email"],
        "phone": resident["phone"],
        "address": resident["address"],
        "notify": resident["notify"] or preferred_way(resident),
        "language": resident["language"] or language,
    } | search_keys.columns(resident, getattr(owner, "number", None))


def preferred_way(resident: dict[str, Any]) -> str:
    """E-mail when one is given, else a letter, else the telephone, else nothing can reach the resident."""
    if resident.get("email"):
        return "email"
    if resident.get("address"):
        return "letter"
    return "phone" if resident.get("phone") else "none"


def _request_row(opening: Opening) -> dict[str, Any]:
    message, location = opening.message, opening.message.get("location") or {}
    return {
        "number": opening.number,
        "service_code": message["service_code"],
        "service_version": opening.service.get("version", 1),
        "status": "open",
        "description": message["description"],
        "answers": message["answers"],
        "lat": location.get("lat"),
        "long": location.get("long"),
        "address": location.get("address"),
        "address_id": location.get("address_id"),
        "place_text": location.get("text"),
        "resident_id": opening.resident_id,
        "anonymous": message["anonymous"],
        "channel": message["channel"],
        "language": opening.language,
        "drill": message["drill"],
        "received_at": message["received_at"] or opening.at,
        "requested_at": opening.at,
        "updated_at": opening.at,
        "duplicate_of": message["duplicate_of"],
        "version": 1,
        "pin_version": 1,
        "jurisdiction_id": message.get("jurisdiction_id"),
        "token": opening.token,
        "media": message.get("media") or None,
        "leads": False,
        "split_from": opening.split_from,
    } | spots.columns(message["service_code"], location)


def _history_row(opening: Opening) -> dict[str, Any]:
    return {"number": opening.number, "at": opening.at, "status": "open", "by": actor(opening.caller)}


def actor(caller: Caller) -> str:
    """Name who acted, as far as the record may: staff by subject, others by kind."""
    return caller.subject if caller.kind in ("staff", "system", "service") else caller.kind


def open_group(store: Any, openings: list[Opening]) -> list[dict[str, Any]]:
    """Open a group of requests in one transaction, after their numbers were taken; GroupCommit calls it."""
    numbers = openings[0].numbers
    if numbers is not None:
        for opening, number in zip(openings, numbers.take(len(openings)), strict=True):
            opening.number, opening.pin = number, numbers.pin(number)
    with store.transaction() as session:
        return open_requests(session, openings)
