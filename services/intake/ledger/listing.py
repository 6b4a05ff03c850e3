"""Lists of contacts: filters, newest first, in pages by a cursor of time and id."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput, NotFound
from services.intake import request_numbers
from services.intake.ledger import seeing, showing
from services.intake.models import Contact, ContactItem
from services.intake.policy import Standing

SPAN = timedelta(days=31)  # of a list that names neither a number nor a call: no list walks ten years
PLAIN = ("type", "channel", "language", "caller_type", "call_id", "logged_by")

Query = Select[tuple[Contact]]


def find(session: Session, search: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Return {"items", "next"}: at most `limit` contacts that the caller may see."""
    query = _from_cursor(_filtered(select(Contact).where(seeing.visible(standing)), search), search["cursor"])
    query = query.order_by(Contact.logged_at.desc(), Contact.id.desc()).limit(search["limit"] + 1)
    rows = session.execute(query).scalars().all()
    page = rows[: search["limit"]]
    following = _cursor(page[-1]) if len(rows) > len(page) else None
    return {"items": showing.listed(session, page), "next": following}


def _filtered(query: Query, search: dict[str, Any]) -> Query:
    for name in PLAIN:
        if search[name]:
            query = query.where(getattr(Contact, name) == search[name])
    if search["number"]:
        about = select(ContactItem.contact_id).where(ContactItem.number == _number(search["number"]))
        query = query.where(Contact.id.in_(about))
    for name in ("outcome", "department"):
        if search[name]:
            query = query.where(_has(getattr(ContactItem, name) == search[name]))
    return _within(query, search)


def _within(query: Query, search: dict[str, Any]) -> Query:
    since, until = search["since"], search["until"]
    if not since and not (search["number"] or search["call_id"]):
        since = (until or clock.now()) - SPAN
    if since:
        query = query.where(Contact.logged_at >= since)
    return query.where(Contact.logged_at < until) if until else query


def _has(condition: Any) -> Any:
    return exists().where(ContactItem.contact_id == Contact.id, condition)


def _number(text: str) -> str:
    try:
        return request_numbers.parse(text)
    except NotFound as refusal:
        raise InvalidInput(errors=[{"pointer": "/number", "detail": refusal.detail}]) from refusal


def _cursor(contact: Contact) -> str:
    at = clock.as_utc(contact.logged_at)
    return f"{at.isoformat() if at else ''}_{contact.id}"


def _from_cursor(query: Query, cursor: str | None) -> Query:
    if not cursor:
        return query
    at, _, last = cursor.partition("_")
    try:
        before = clock.parse(at)
    except ValueError as error:
        raise InvalidInput(errors=[{"pointer": "/cursor", "detail": "Not a cursor of this list."}]) from error
    return query.where(Contact.logged_at <= before, or_(Contact.logged_at < before, Contact.id < last))
