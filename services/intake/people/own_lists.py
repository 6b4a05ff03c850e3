"""The list of one's own requests, opened by a link that is mailed to the address that was given with them.

Whoever types an address is answered the same, by the same statements, whether it is known or not: only when notify
asks where the link goes is it looked for, and a link that leads to nothing is mailed to nobody.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.ids import uuid7
from services.intake import link_tokens, views
from services.intake.catalogue import Catalogue
from services.intake.contract.refusals import LinkNotFound
from services.intake.models import OwnList, Resident, ServiceRequest
from services.intake.people import factors
from services.intake.request_numbers import Allocator

PURPOSE = "own-list"
GOOD_FOR = timedelta(hours=2)
# Nobody's mailbox can be filled by somebody else who types its address here.
MOST_A_DAY = 5
DAY = timedelta(days=1)
MEMBERS = ("description", "close_code", "close_text")
LISTED = (ServiceRequest.number == Resident.number) & (ServiceRequest.resident_id == Resident.id)


def ask(session: Session, email: str, language: str) -> None:
    """Write a link down and say that it was asked for; what is too much for a day is left out, and nobody can tell."""
    now, key = clock.now(), factors.email_key(email)
    recent = select(func.count()).where(OwnList.email_key == key, OwnList.made_at > now - DAY)
    if session.execute(recent).scalar_one() >= MOST_A_DAY:
        return
    row = OwnList(id=uuid7(), email=email.strip().lower(), email_key=key, language=language, made_at=now,
                  expires_at=now + GOOD_FOR)  # fmt: skip
    session.add(row)
    session.flush()
    outbox.say(session, [Event("own_list_asked", row.id, {"link": row.id})])


def facts(session: Session, secret: bytes, links: Sequence[str]) -> list[dict[str, Any]]:
    """Return where links go and what opens them; those that are over or lead to nothing are left out."""
    known = exists().where(Resident.email_key == OwnList.email_key, Resident.number.is_not(None))
    query = select(OwnList).where(OwnList.id.in_(links), OwnList.expires_at > clock.now(), known)
    return [
        {
            "link": row.id,
            "token": link_tokens.token(secret, PURPOSE, row.id),
            "expires_at": clock.as_utc(row.expires_at),
        }
        | {name: getattr(row, name) for name in ("email", "language")}
        for row in session.execute(query).scalars()
    ]


def open_list(session: Session, secret: bytes, token: str) -> OwnList:
    """Return the link of a token; LinkNotFound when it is forged or over."""
    link_id = link_tokens.read(secret, PURPOSE, token)
    row = session.get(OwnList, link_id) if link_id else None
    if row is None or clock.as_utc(row.expires_at) <= clock.now():  # type: ignore[operator]
        raise LinkNotFound()
    return row


def page(
    session: Session, mine: OwnList, wanted: dict[str, Any], shown_by: tuple[Catalogue, Allocator]
) -> dict[str, Any]:
    """Return a page of the requests with which the address of the link was given, newest first."""
    query = select(Resident.id, Resident.email, ServiceRequest).join(ServiceRequest, LISTED)
    query = query.where(Resident.email_key == mine.email_key, ~ServiceRequest.drill)
    if wanted["cursor"]:
        query = query.where(Resident.id < wanted["cursor"])
    rows = session.execute(query.order_by(Resident.id.desc()).limit(wanted["limit"] + 1)).all()
    shown = rows[: wanted["limit"]]
    items = [_view(row.ServiceRequest, *shown_by) for row in shown if _same(row.email, mine.email)]
    following = shown[-1].id if len(rows) > len(shown) else None
    return {"items": items, "next": following, "expires_at": clock.as_utc(mine.expires_at)}


def _same(one: str | None, other: str) -> bool:
    """The number of an address finds it; the address itself decides."""
    return (one or "").strip().casefold() == other.casefold()


def _view(request: ServiceRequest, catalogue: Catalogue, numbers: Allocator) -> dict[str, Any]:
    shown = {name: getattr(request, name) for name in MEMBERS} | {"location": views.location(request)}
    pin = numbers.pin(request.number, request.pin_version)
    return views.public(request, catalogue) | shown | {"pending": views.pending(request), "pin": pin}


def forget_old(session: Session) -> None:
    """Drop links of which no day's count is left; the address goes with them."""
    session.execute(delete(OwnList).where(OwnList.made_at < clock.now() - DAY))
