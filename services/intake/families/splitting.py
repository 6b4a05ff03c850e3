"""One request that is several things: parts with numbers of their own, and when the whole is closed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.caller import Caller
from services.intake import changes, openings, sayings, views
from services.intake.catalogue import Catalogue
from services.intake.contract.refusals import PartOfSplit, RequestClosed, RequestMerged
from services.intake.models import CatalogueEntry, ServiceRequest
from services.intake.opened import Opening

ALL, ANY, NONE = "all", "any", "none"  # the whole is closed with all parts, with any that is done, or by itself
WAITS = (ALL, ANY)
OVER = ("closed", "referred")


def check(request: ServiceRequest) -> None:
    """Refuse what cannot be split: closed, joined to another, or split already."""
    if request.status == "closed":
        raise RequestClosed()
    if request.merged_into:
        raise RequestMerged()
    if request.split_from or request.split_rule:
        raise PartOfSplit()


def prepare(request: ServiceRequest, part: dict[str, Any], caller: Caller, catalogue: Catalogue) -> Opening:
    """Return the opening of a part: at the same place unless said otherwise, and with nobody's name."""
    service = catalogue.service(part["service_code"])
    location = part["location"] if part["location"] is not None else views.location(request)
    message = part | {
        "location": location, "resident": None, "anonymous": False, "channel": "internal", "drill": request.drill,
        "language": request.language, "duplicate_of": None, "received_at": clock.as_utc(request.received_at),
    }  # fmt: skip
    openings.check(message, service)
    # A part has no resident of its own: whoever asked for the whole hears of the whole.
    return Opening(message | {"anonymous": True}, caller, service, split_from=request.number)


def split(session: Session, request: ServiceRequest, parts: Sequence[Opening], rule: str, by: str) -> None:
    """Open the parts; unless the whole goes on by itself its department is told to stop."""
    openings.write(session, parts)
    request.split_rule = rule
    if rule in WAITS:
        request.status = "in_progress"
    changes.touch(request)
    changes.step(session, request, by, code="split")
    told = {"parts": [part.number for part in parts], "rule": rule, "department": request.department}
    outbox.say(session, [sayings.about(request, "request_split", **told)])


def parts_of(session: Session, number: str) -> list[ServiceRequest]:
    """Return the parts of a request, oldest first."""
    query = select(ServiceRequest).where(ServiceRequest.split_from == number).order_by(ServiceRequest.id)
    return list(session.execute(query).scalars())


def close_wholes(session: Session, numbers: Sequence[str], by: str) -> None:
    """Close those wholes whose parts have come to an end as their rule wants it."""
    query = select(ServiceRequest).where(ServiceRequest.number.in_(numbers), ServiceRequest.status != "closed")
    wholes = session.execute(query.order_by(ServiceRequest.id).with_for_update()).scalars().all()
    for whole in [whole for whole in wholes if whole.split_rule in WAITS]:
        parts = parts_of(session, whole.number)
        if _is_over(whole.split_rule or "", parts):
            end_parts(session, parts, by)
            code, text = _ending(parts, _names(session, parts, whole.language))
            outbox.say(session, [changes.close(session, whole, code, text, by)])


def _is_over(rule: str, parts: Sequence[ServiceRequest]) -> bool:
    over = [part.status in OVER for part in parts]
    done = [part.close_code == "done" for part in parts if part.status == "closed"]
    return all(over) or (rule == ANY and any(done))


def _ending(parts: Sequence[ServiceRequest], names: dict[str, str]) -> tuple[str, str]:
    """Done when a part was done; the text says of each part what came of it."""
    codes = [part.close_code or "referred" for part in parts if part.close_code != "withdrawn"] or ["withdrawn"]
    lines = []
    for part in parts:
        said = part.close_text or (part.referral or {}).get("name") or part.close_code or part.status
        lines.append(f"{names.get(part.service_code, part.service_code)}: {said}")
    return "done" if "done" in codes else codes[0], "\n".join(lines)


def _names(session: Session, parts: Sequence[ServiceRequest], language: str) -> dict[str, str]:
    """Return the names of the parts' service types by code."""
    codes = {part.service_code for part in parts}
    query = select(CatalogueEntry).where(CatalogueEntry.kind == "service_type", CatalogueEntry.code.in_(codes))
    entries = {row.code: row.entry.get("name", {}) for row in session.execute(query).scalars()}
    return {code: name.get(language) or name.get("en") or code for code, name in entries.items()}


def end_parts(session: Session, parts: Sequence[ServiceRequest], by: str) -> None:
    """Stop what is still being worked on: nobody needs it any more."""
    for part in parts:
        if part.status not in OVER:
            withdrawn = sayings.about(part, "request_withdrawn")
            outbox.say(session, [withdrawn, changes.close(session, part, "withdrawn", None, by)])
