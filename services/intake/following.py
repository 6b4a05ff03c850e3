"""Following a request that somebody else reported: asked for, confirmed by mail, ended by a link in every mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.ids import uuid7
from services.intake import changes, link_tokens, sayings
from services.intake.catalogue import Catalogue, is_public
from services.intake.contract.refusals import LinkNotFound, NotToBeFollowed
from services.intake.models import Follower, ServiceRequest

PURPOSE = "follow"
CONFIRM_WITHIN = timedelta(days=2)
FORGET_AFTER = timedelta(days=60)  # after the closing: nobody reopens any more
MOST_MAILS_A_DAY = 5  # to one address, whoever types it
MOST_FOLLOWERS = 500
PORTION = 500


def ask(session: Session, request: ServiceRequest, message: dict[str, Any], catalogue: Catalogue) -> None:
    """Have a mail sent that asks for a confirmation; nothing for who follows already or has had mails enough."""
    if not is_public(catalogue.service(request.service_code)) or request.drill or request.status == "closed":
        raise NotToBeFollowed()
    email, now = message["email"].lower(), clock.now()
    if _count(session, Follower.number == request.number) >= MOST_FOLLOWERS:
        raise NotToBeFollowed("Too many follow it already.")
    if _count(session, Follower.email == email, Follower.asked_at > now - timedelta(days=1)) >= MOST_MAILS_A_DAY:
        return
    mine = select(Follower).where(Follower.number == request.number, Follower.email == email)
    if session.execute(mine).scalar_one_or_none() is not None:
        return
    row = Follower(id=uuid7(), number=request.number, email=email, language=message["language"] or request.language,
                   asked_at=now)  # fmt: skip
    session.add(row)
    session.flush()
    outbox.say(session, [sayings.about(request, "follow_asked", follower=row.id)])


def _count(session: Session, *conditions: Any) -> int:
    return int(session.execute(select(func.count()).select_from(Follower).where(*conditions)).scalar_one())


def confirm(session: Session, secret: bytes, token: str) -> str:
    """Let a follower hear; return the number of the request. To confirm again changes nothing."""
    row = _find(session, secret, token)
    if row.confirmed_at is None:
        if (clock.as_utc(row.asked_at) or clock.now()) < clock.now() - CONFIRM_WITHIN:
            raise LinkNotFound()
        row.confirmed_at = clock.now()
        changes.find(session, row.number, lock=True).followed = True
    return row.number


def end(session: Session, secret: bytes, token: str) -> str | None:
    """Let somebody hear no more; None when that was so already."""
    id = link_tokens.read(secret, PURPOSE, token)
    if id is None:
        raise LinkNotFound()
    gone = delete(Follower).where(Follower.id == id).returning(Follower.number)
    return session.execute(gone).scalar_one_or_none()


def _find(session: Session, secret: bytes, token: str) -> Follower:
    id = link_tokens.read(secret, PURPOSE, token)
    row = session.get(Follower, id, with_for_update=True) if id else None
    if row is None:
        raise LinkNotFound()
    return row


def facts(session: Session, secret: bytes, followers: Sequence[str], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return where the mails that ask for a confirmation go, and what their links hold."""
    query = select(Follower, ServiceRequest.service_code).join(ServiceRequest, ServiceRequest.number == Follower.number)
    query = query.where(Follower.id.in_(followers), Follower.confirmed_at.is_(None))
    found = session.execute(query).all()
    return [_fact(row, secret, code, None, catalogue) | {"number": row.number} for row, code in found]


def of_requests(session: Session, secret: bytes, rows: Sequence[Any], catalogue: Catalogue) -> dict[str, list[Any]]:
    """Return by number who is to hear of those requests that somebody follows; asks nothing when nobody does."""
    followed = {row.number: row for row in rows if row.followed}
    if not followed:
        return {}
    query = select(Follower).where(Follower.number.in_(followed), Follower.confirmed_at.is_not(None))
    found: dict[str, list[Any]] = {number: [] for number in followed}
    for follower in session.execute(query.order_by(Follower.id)).scalars():
        row = followed[follower.number]
        found[row.number].append(_fact(follower, secret, row.service_code, row.department, catalogue))
    return found


def _fact(row: Follower, secret: bytes, code: str, department: str | None, catalogue: Catalogue) -> dict[str, Any]:
    names = {"service_name": catalogue.name_of("service_type", code, row.language), "department_name": None}
    if department:
        names["department_name"] = catalogue.name_of("department", department, row.language)
    said = {"follower": row.id, "email": row.email, "language": row.language}
    return said | names | {"token": link_tokens.token(secret, PURPOSE, row.id)}


def forget(session: Session, now: datetime) -> int:
    """Drop who never confirmed, and the followers of requests that were closed long ago; return how many these are."""
    never = (Follower.confirmed_at.is_(None)) & (Follower.asked_at < now - CONFIRM_WITHIN)
    session.execute(delete(Follower).where(never))
    old = select(Follower.id).join(ServiceRequest, ServiceRequest.number == Follower.number)
    old = old.where(ServiceRequest.status == "closed", ServiceRequest.updated_at < now - FORGET_AFTER).limit(PORTION)
    gone = delete(Follower).where(Follower.id.in_(old)).returning(Follower.number)
    numbers = set(session.execute(gone).scalars())
    left = select(Follower.number).where(Follower.number.in_(numbers))
    free = ServiceRequest.number.in_(numbers) & ServiceRequest.number.not_in(left)
    session.execute(update(ServiceRequest).where(free).values(followed=False))
    return len(numbers)
