"""Reports of Open311 clients: a form's texts become answers, and a report a request like any other."""

import math
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.common.errors import Forbidden
from services.common.ids import uuid7
from services.intake import openings, public_list
from services.intake.catalogue import Catalogue
from services.intake.models import RequestHistory, RequestNote, ServiceRequest
from services.intake.openings import Opening

NOT_SAID = {"anonymous": False, "channel": "open311", "received_at": None, "duplicate_of": None}


def opening(message: dict[str, Any], caller: Caller, service: dict[str, Any]) -> Opening:
    """Return the opening of a report that fits its service type; InvalidInput names each fault."""
    said = NOT_SAID | message | {"answers": read_answers(service, message["answers"])}
    openings.check(said, service)
    token = secrets.token_hex(16) if message["with_token"] else None
    return Opening(said, caller, service, token=token)


def read_answers(service: dict[str, Any], texts: dict[str, list[str]]) -> dict[str, Any]:
    """Read a form's texts as the questions want them; what cannot be read stays text, so that the check names it."""
    datatypes = {q["code"]: q.get("datatype", "string") for q in service.get("questions", ())}
    given = {code: [text for text in several if text != ""] for code, several in texts.items()}
    return {code: _read(datatypes.get(code, "string"), several) for code, several in given.items() if several}


def _read(datatype: str, several: list[str]) -> Any:
    if datatype == "multivaluelist" or len(several) > 1:
        return several
    if datatype == "number":
        return _number(several[0])
    return _instant(several[0]) if datatype == "datetime" else several[0]


def _number(text: str) -> Any:
    try:
        number = int(text[:20]) if text.strip().lstrip("+-").isdigit() else float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _instant(text: str) -> str:
    """A time without a zone is taken as UTC, as the standard's examples do."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return text
    return clock.instant_text(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


def notice(service: dict[str, Any]) -> str | None:
    """Return what the reporter may expect of a service type."""
    days = service.get("promise_business_days")
    return f"We plan to have this done within {days} working day{'' if days == 1 else 's'}." if days else None


def add_update(session: Session, catalogue: Catalogue, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Publish a text on a request that the same key opened; RequestNotFound where everybody may not read it."""
    request = public_list.find_one(session, catalogue, message)
    if not _is_its_own(session, request, caller):
        raise Forbidden("An update is for the client that opened the request.")
    note = RequestNote(id=uuid7(), number=request.number, at=clock.now(), by=caller.subject, public=True,
                       published=True, text=message["text"])  # fmt: skip
    session.add(note)
    return {"id": note.id}


def _is_its_own(session: Session, request: ServiceRequest, caller: Caller) -> bool:
    first = select(RequestHistory.by).where(RequestHistory.number == request.number).order_by(RequestHistory.id)
    return session.execute(first.limit(1)).scalar() == caller.subject
