"""Asking a department's people: a consultation, or a contact that they are to take over."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.errors import InvalidInput
from services.common.ids import uuid7
from services.intake import openings
from services.intake.catalogue import Catalogue
from services.intake.models import Contact, Handover
from services.intake.tier2 import contents
from services.intake.tier2.states import REQUESTED, text_of

# What a request says that is opened when nobody is there to ask: a type that needs more cannot be fallen back to.
WITHOUT_ANSWERS: dict[str, Any] = {"answers": {}, "anonymous": False, "location": None}
NOTHING_SAID = {"kind": "callback", "promised_by": None, "service_code": None}


def check(catalogue: Catalogue, wish: dict[str, Any], at: str = "") -> None:
    """Hold what is asked against what there is: the department, a promised time, the type of a request instead."""
    fallback = wish["fallback"] or NOTHING_SAID
    errors = []
    if not catalogue.department(wish["department"]):
        errors.append({"pointer": f"{at}/department", "detail": "There is no such department."})
    if fallback["promised_by"] and fallback["promised_by"] <= clock.now():
        errors.append({"pointer": f"{at}/fallback/promised_by", "detail": "The promised time is over."})
    try:
        if fallback["kind"] == "request":
            openings.check(WITHOUT_ANSWERS, catalogue.service(fallback["service_code"]))
    except InvalidInput as refusal:
        errors.append({"pointer": f"{at}/fallback/service_code", "detail": refusal.errors[0]["detail"]})
    if errors:
        raise InvalidInput(errors=errors)


def new(wish: dict[str, Any], contact_id: str | None, by: str, drill: bool = False) -> Handover:
    """Return a hand-over that is asked for now; a consultation falls back to nothing."""
    now, fallback = clock.now(), wish["fallback"] or NOTHING_SAID
    kind = wish.get("kind", "handover")
    said = {name: wish[name] for name in ("department", "skill", "language", "question")}
    said |= {name: fallback[name] for name in ("service_code", "promised_by")}
    expires_at = now + timedelta(seconds=wish["max_wait_seconds"])
    return Handover(
        id=uuid7(), kind=kind, contact_id=contact_id, state=REQUESTED, requested_by=by, requested_at=now,
        expires_at=expires_at, fallback=fallback["kind"] if kind == "handover" else None, drill=drill, **said,
    )  # fmt: skip


def ask(session: Session, wish: dict[str, Any], contact: Contact | None, by: str) -> Handover:
    """Ask a department's people; with a contact that is handed over, it is on their desk from now on."""
    row = new(wish, contact.id if contact else None, by, bool(contact and contact.drill))
    if contact is not None and row.kind == "handover":
        contents.hand_over(session, contact, row.department)
    add(session, row)
    return row


def add(session: Session, row: Handover) -> None:
    """Write a hand-over and say that it is asked for."""
    session.add(row)
    session.flush()
    outbox.say(session, [_requested(row)])


def _requested(row: Handover) -> Event:
    data = {name: getattr(row, name) for name in ("kind", "department", "skill", "language", "drill")} | {
        "handover": row.id,
        "contact": row.contact_id,
        "expires_at": text_of(row.expires_at),
    }
    return Event("handover_requested", row.contact_id or row.id, data, row.department)


def ahead_of(session: Session, row: Handover) -> int:
    """Return how many wait for the same department before this one."""
    query = select(func.count()).select_from(Handover)
    before = (Handover.department == row.department, Handover.state == REQUESTED, Handover.id < row.id)
    return session.execute(query.where(*before)).scalar_one()


def waiting(session: Session) -> dict[str, int]:
    """Return how many wait to be taken, and how many residents to be called back."""
    states = {
        "requested": (Handover.state == REQUESTED,),
        "callbacks": (Handover.callback_by.is_not(None), Handover.callback_done_at.is_(None)),
    }
    count = select(func.count()).select_from(Handover)
    return {name: session.execute(count.where(*conditions)).scalar_one() for name, conditions in states.items()}
