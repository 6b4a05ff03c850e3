"""Hand-overs once they are asked for: taken, answered, given back; every step from the right state, once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.errors import Forbidden, InvalidInput
from services.common.ids import uuid7
from services.intake.contract.refusals import DeskFull, HandoverNotFound, HandoverOver
from services.intake.models import Handover, HandoverNote, Presence
from services.intake.policy import Standing
from services.intake.tier2 import contents, presence
from services.intake.tier2.states import (
    ACCEPTED,
    ANSWERED,
    EXPIRED,
    LIVE,
    RETURNED,
    STEPS,
    WITHDRAWN,
    as_known,
    text_of,
)

AT_WORK = timedelta(hours=8)  # who has taken it and says nothing for so long has forgotten it
CALL_BACK = timedelta(hours=24)  # where nothing else was promised


def find(session: Session, handover_id: str, standing: Standing, action: str, lock: bool = False) -> Handover:
    """Return a hand-over to the department that has it, or to who asked; HandoverNotFound for others."""
    query = select(Handover).where(Handover.id == handover_id)
    row = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if row is None or not (standing.may(action, row.department) or is_askers(row, standing)):
        raise HandoverNotFound()
    return row


def is_askers(row: Handover, standing: Standing) -> bool:
    """Whether the caller is who asked."""
    return row.requested_by == standing.caller.subject


def move(row: Handover, state: str) -> None:
    """Go to another state; HandoverOver when that is not possible from this one."""
    if row.state not in STEPS[state]:
        raise HandoverOver(f"It is {row.state} already.")
    row.state = state


def accept(session: Session, row: Handover, by: str) -> float:
    """Take it and return how many seconds it waited; DeskFull for who is away or has as much at work as was said."""
    move(row, ACCEPTED)
    there = session.execute(select(Presence).where(Presence.subject == by).with_for_update()).scalar_one_or_none()
    taken = presence.taken_by(session, [by]).get(by, 0)
    if there is None or there.state == "away" or taken >= there.capacity:
        raise DeskFull()
    now = clock.now()
    row.accepted_by, row.accepted_at, row.expires_at = by, now, now + AT_WORK
    return (now - as_known(row.requested_at)).total_seconds()


def answer(session: Session, row: Handover, message: dict[str, Any], by: str) -> None:
    """End it: words for who asked, or outcomes for the contact that was handed over. A call-back ends here too."""
    is_callback = row.callback_by is not None and row.callback_done_at is None
    if is_callback:
        row.callback_done_at = clock.now()
    else:
        move(row, ANSWERED)
    if row.kind == "consult" and not message["text"].strip():
        raise InvalidInput(errors=[{"pointer": "/text", "detail": "Say what the agent shall tell."}])
    if row.kind == "handover" and not message["items"]:
        raise InvalidInput(errors=[{"pointer": "/items", "detail": "A contact ends with an outcome."}])
    row.answer = message["text"] or None
    if row.kind == "handover":
        contents.close(session, row, message, is_callback)
    if not is_callback:
        _end(session, row, by)


def give_back(session: Session, row: Handover, reason: str, by: str) -> None:
    """Return it to who asked, with a reason; a contact falls back to what was agreed."""
    move(row, RETURNED)
    row.reason = reason
    _end(session, row, by)


def expire(session: Session, row: Handover) -> None:
    """Nobody has taken or answered it in time."""
    move(row, EXPIRED)
    _end(session, row, row.accepted_by)


def withdraw(session: Session, row: Handover, standing: Standing) -> None:
    """Who asked needs it no longer; a contact that was handed over needs its outcome from somebody."""
    if not is_askers(row, standing):
        raise Forbidden("Who asked may withdraw it.")
    if row.kind == "handover":
        raise HandoverOver("A contact that was handed over waits for its outcome: let it be returned.")
    move(row, WITHDRAWN)
    _end(session, row, None)


def _end(session: Session, row: Handover, by: str | None) -> None:
    """Note the end and say so; what nobody answered falls back, so that no contact is stranded."""
    row.ended_at = clock.now()
    if by and row.accepted_by:
        presence.now_idle(session, row.accepted_by)
    if row.kind == "handover" and row.state in (RETURNED, EXPIRED) and row.number is None:
        row.fallback = "callback"
        row.callback_by = row.promised_by or row.ended_at + CALL_BACK
    data = {name: getattr(row, name) for name in ("kind", "department", "drill", "number")} | {
        "handover": row.id,
        "contact": row.contact_id,
        "outcome": row.state,
        "fallback": row.fallback if row.state in (RETURNED, EXPIRED) else None,
        "callback_by": text_of(row.callback_by) if row.callback_by else None,
    }
    outbox.say(session, [Event("handover_answered", row.contact_id or row.id, data, row.department)])


def note(session: Session, row: Handover, text: str, by: str) -> HandoverNote:
    """Write a note for the department alone."""
    written = HandoverNote(id=uuid7(), handover_id=row.id, at=clock.now(), by=by, text=text)
    session.add(written)
    return written


def is_live(row: Handover) -> bool:
    """Whether somebody waits for it or is at it."""
    return row.state in LIVE
