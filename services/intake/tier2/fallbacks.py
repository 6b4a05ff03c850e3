"""What nobody has taken in time: a request where that was agreed, else a call-back with a promised time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Refusal, Unavailable
from services.intake import changes, contract, openings
from services.intake.families import life
from services.intake.models import Contact, Handover, Resident
from services.intake.opened import Opening
from services.intake.tier2 import contents, handovers
from services.intake.tier2.states import IS_LIVE, as_known

ME = Caller(kind="service", subject="intake")
AT_ONCE = 50
RESIDENT = ("name", "email", "phone", "address", "language", "notify")


@dataclass(frozen=True)
class Overdue:
    """A hand-over that is over, with what a request in its place would say; None when a call-back was agreed."""

    id: str
    request: dict[str, Any] | None


def overdue(session: Session) -> list[Overdue]:
    """Return what nobody has taken or answered in time, the oldest first."""
    query = select(Handover).where(Handover.state.in_(IS_LIVE), Handover.expires_at <= clock.now())
    rows = session.execute(query.order_by(Handover.expires_at).limit(AT_ONCE)).scalars().all()
    return [Overdue(row.id, request_for(session, row)) for row in rows]


def request_for(session: Session, row: Handover) -> dict[str, Any] | None:
    """Return the request that takes the place of a hand-over, opened once in each state; None for a call-back."""
    if row.fallback != "request" or row.contact_id is None:
        return None
    contact = session.get_one(Contact, row.contact_id)
    resident = session.get(Resident, contact.resident_id) if contact.resident_id else None
    return {
        "service_code": row.service_code,
        "description": row.question,
        "channel": contact.channel,
        "language": contact.language,
        "anonymous": contact.anonymous,
        "drill": contact.drill,
        "resident": {name: getattr(resident, name) for name in RESIDENT} if resident else None,
        "idempotency_key": f"handover:{row.id}:{row.state}",
    }


def open_instead(desk: Any, opener: Callable[[Any], dict[str, Any]], wanted: dict[str, Any] | None) -> str | None:
    """Open the request and return its number; None where none was agreed or its type asks what nobody has answered."""
    if wanted is None:
        return None
    try:
        message = load(contract.OPEN_REQUEST.request, wanted)
        service = desk.catalogue.service(message["service_code"])
        openings.check(message, service)
    except Unavailable:
        raise
    except Refusal:
        return None
    return opener(Opening(message, ME, service, numbers=desk.numbers))["number"]


def expire(session: Session, handover_id: str, number: str | None, now: datetime) -> bool:
    """End it as expired; who has taken or answered it at the same moment wins, and needs no request instead."""
    query = select(Handover).where(Handover.id == handover_id).with_for_update()
    row = session.execute(query).scalar_one()
    if not handovers.is_live(row) or as_known(row.expires_at) > now:
        not_needed(session, row, number)
        return False
    row.number = number
    handovers.expire(session, row)
    close_with_request(session, row)
    return True


def close_with_request(session: Session, row: Handover) -> None:
    """Give the contact the request that was opened instead, when one was."""
    if row.number and row.kind == "handover":
        contents.close_with_request(session, row)


def not_needed(session: Session, row: Handover, number: str | None) -> None:
    """Withdraw a request that was opened for nothing; another process may have come to the same one, which stays."""
    if number is None or row.number == number:
        return
    request = changes.find(session, number, lock=True)
    if request.status != "closed":
        life.withdraw(session, request, "Tier 2 has answered.", openings.actor(ME))
