"""The loop: whether whoever asked was told what came of it, and the gap of contacts of which nobody can say so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.common.statements import run
from services.intake.contract.refusals import NoticeNotDue
from services.intake.ledger import seeing, showing
from services.intake.models import Contact, ContactItem, ServiceRequest
from services.intake.policy import Standing

ENDS = ("closed", "referred")
# Written out, not bound, so that both databases see that the indexes of these few rows serve.
DUE, UNREACHABLE = literal_column("'due'"), literal_column("'unreachable'")
UNTOLD = (DUE, UNREACHABLE)
OUTCOMES = ("delivered", "printed", "waived")
ALL_OUTCOMES = ("open", *OUTCOMES, "not_needed", "gap")
REQUESTS = ServiceRequest.__table__

_SETTLED = update(REQUESTS).where(REQUESTS.c.number == bindparam("of"), REQUESTS.c.status.in_(ENDS))
_SETTLED = _SETTLED.values(told=bindparam("how"), told_at=bindparam("at"), noted_at=bindparam("now"))


def keep_settled(session: Session, events: Sequence[Heard]) -> None:
    """Write down how residents were told of the end of their requests; of one that was reopened since, nothing."""
    now = clock.now()
    rows = [{"of": e.data["number"], "how": _how(e.data), "at": clock.parse(e.time), "now": now} for e in events]
    run(session, _SETTLED, sorted(rows, key=lambda row: row["of"]))


def _how(data: dict[str, Any]) -> str:
    """Nobody is missed who left no way to be told."""
    return "not_needed" if data["outcome"] == "unreachable" and data.get("reason") == "no_contact" else data["outcome"]


def counts(session: Session, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many contacts there are and how many in each state of the loop; their sum is that number."""
    span = and_(Contact.logged_at >= since, Contact.logged_at < until, ~Contact.drill)
    told = _requests_told(span)
    query = select(_state(told).label("outcome"), func.count().label("contacts"))
    query = query.select_from(Contact).outerjoin(told, told.c.contact_id == Contact.id).where(span)
    found = {row.outcome: row.contacts for row in session.execute(query.group_by("outcome"))}
    shown = {name: found.get(name, 0) for name in ALL_OUTCOMES}
    contacts = sum(shown.values())
    return shown | {"contacts": contacts, "closed": contacts - shown["open"]}


def _requests_told(span: ColumnElement[bool]) -> Any:
    """Return for each contact how many of its requests are open, untold, delivered, printed and waived."""
    told, of_item = ServiceRequest.told, ServiceRequest.number == ContactItem.number
    names = {"pending": ServiceRequest.status.not_in(ENDS), "untold": told.in_(UNTOLD)}
    names |= {outcome: told == outcome for outcome in OUTCOMES}
    numbers = [func.sum(case((condition, 1), else_=0)).label(name) for name, condition in names.items()]
    query = select(ContactItem.contact_id, *numbers).select_from(Contact)
    query = query.join(ContactItem, ContactItem.contact_id == Contact.id).join(ServiceRequest, of_item)
    return query.where(span).group_by(ContactItem.contact_id).subquery()


def _state(told: Any) -> Any:
    """Return the state of a contact; what a person settled by hand is settled."""
    said = [(or_(Contact.told == name, told.c[name] > 0), name) for name in OUTCOMES]
    return case(
        (Contact.told_by.is_not(None), Contact.told),
        (or_(Contact.state == "open", told.c.pending > 0), "open"),
        (or_(Contact.told == "due", told.c.untold > 0), "gap"),
        *said,
        else_="not_needed",
    )


def in_gap() -> Select[Any]:
    """Return the query of the contacts of the gap: found by the few rows that are untold, not by walking the ledger."""
    own = select(Contact.id).where(Contact.told == DUE)
    numbers = select(ServiceRequest.number).where(ServiceRequest.told.in_(UNTOLD))
    candidates = union(own, select(ContactItem.contact_id).where(ContactItem.number.in_(numbers)))
    waits = exists().where(
        ContactItem.contact_id == Contact.id,
        ServiceRequest.number == ContactItem.number,
        ServiceRequest.status.not_in(ENDS),
    )
    query = select(Contact).where(Contact.id.in_(candidates), Contact.told_by.is_(None), ~Contact.drill)
    return query.where(Contact.state == "closed", ~waits)


def gap_size(session: Session) -> int:
    """Return how many contacts are in the gap."""
    return session.execute(select(func.count()).select_from(in_gap().subquery())).scalar_one()


def gap(session: Session, wanted: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Return a page of the gap, oldest first, as far as the caller sees contacts; `gap` counts all of it."""
    query = in_gap().where(seeing.visible(standing)).order_by(Contact.id).limit(wanted["limit"] + 1)
    if wanted["cursor"]:
        query = query.where(Contact.id > wanted["cursor"])
    rows = session.execute(query).scalars().all()
    page = rows[: wanted["limit"]]
    following = page[-1].id if len(rows) > len(page) else None
    return {"items": showing.listed(session, page), "gap": gap_size(session), "next": following}


def settle(session: Session, contact: Contact, message: dict[str, Any], by: str) -> None:
    """Close the gap of a contact by hand: delivered, printed, or waived for a reason; NoticeNotDue when there is none.

    It holds for the contact as it is now; requests that are reopened and closed later are told by themselves.
    """
    query = in_gap().where(Contact.id == contact.id)
    if session.execute(query).scalar_one_or_none() is None:
        raise NoticeNotDue()
    contact.told, contact.told_way, contact.told_reason = message["outcome"], message["way"], message["reason"]
    contact.told_at, contact.told_by = clock.now(), by
    contact.version += 1
