"""The contact ledger: every contact with an outcome for each thing that was asked; anonymous stores nobody."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.common import clock, idempotency, outbox
from services.common.caller import Caller
from services.common.envelope import Event
from services.common.errors import InvalidInput, NotFound
from services.common.ids import uuid7
from services.intake import openings, request_numbers, views
from services.intake.contract.refusals import ContactNotFound
from services.intake.models import Contact, ContactItem, Resident, ServiceRequest
from services.intake.policy import Standing

TYPE_OF = {
    "answered": "general_information",
    "referred": "referral",
    "request": "service_request",
    "recorded": "miscellaneous",
}
WEIGHT = ("service_request", "referral", "miscellaneous", "general_information")


@dataclass
class Logged:
    """A contact about to be written."""

    message: dict[str, Any]
    caller: Caller
    id: str = field(default_factory=uuid7)
    resident_id: str | None = None


def type_of(items: list[dict[str, Any]]) -> str:
    """Return the type of a contact: of several items the one that asks most of the county."""
    types = {TYPE_OF[item["outcome"]] for item in items}
    return next(name for name in WEIGHT if name in types)


def record(session: Session, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
    """Write a contact and say that it was logged; a repeated key gets the first answer."""
    _check_requests(session, message["items"])
    logged = Logged(message, caller)
    row = openings.resident_row(message["resident"], message["language"], logged)
    contact = _contact_row(logged)
    items = [_item_row(logged.id, i, item) for i, item in enumerate(message["items"])]
    shown = view(contact, items)
    known = idempotency.claim(session, [idempotency.Wanted("record_contact", caller, message, as_json(shown))])[0]
    if known is not None:
        return known
    if row:
        session.execute(insert(Resident.__table__), [row])
    session.execute(insert(Contact.__table__), [contact])
    session.execute(insert(ContactItem.__table__), items)
    outbox.say(session, [_logged(logged, items)])
    return shown


def as_json(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a view as it is kept beside an idempotency key."""
    instants = {n: clock.instant_text(v) for n, v in shown.items() if hasattr(v, "isoformat")}
    return shown | instants


def _check_requests(session: Session, items: list[dict[str, Any]]) -> None:
    """An item with outcome request names a request that exists."""
    wanted: dict[str, int] = {}
    errors = []
    for position, item in enumerate(items):
        if item["outcome"] != "request":
            continue
        try:
            item["number"] = request_numbers.parse(item["number"])
            wanted[item["number"]] = position
        except NotFound as refusal:
            errors.append({"pointer": f"/items/{position}/number", "detail": refusal.detail})
    found = set(session.execute(select(ServiceRequest.number).where(ServiceRequest.number.in_(wanted))).scalars())
    for number, position in wanted.items():
        if number not in found:
            errors.append({"pointer": f"/items/{position}/number", "detail": "There is no request with this number."})
    if errors:
        raise InvalidInput(errors=errors)


def _contact_row(logged: Logged) -> dict[str, Any]:
    message, now = logged.message, clock.now()
    copied = ("channel", "language", "caller_type", "dialled", "talk_seconds", "wrap_seconds", "anonymous", "drill")
    return {name: message[name] for name in copied} | {
        "id": logged.id,
        "type": type_of(message["items"]),
        "received_at": message["received_at"] or now,
        "logged_at": now,
        "resident_id": logged.resident_id,
        "logged_by": openings.actor(logged.caller),
        "dialled": None if message["anonymous"] else message["dialled"],
    }


def _item_row(contact_id: str, position: int, item: dict[str, Any]) -> dict[str, Any]:
    article = item.get("article") or {}
    return {
        "contact_id": contact_id,
        "position": position,
        "outcome": item["outcome"],
        "article_id": article.get("id"),
        "article_version": article.get("version"),
        "referred_to": item.get("to"),
        "number_given": item.get("number_given"),
        "reason": item.get("reason"),
        "number": item.get("number"),
        "kind": item.get("kind"),
        "about": item.get("about"),
        "department": item.get("department"),
        "text": item.get("text"),
    }


def _logged(logged: Logged, items: list[dict[str, Any]]) -> Event:
    articles = [{"id": i["article_id"], "version": i["article_version"]} for i in items if i["article_id"]]
    data = {
        "contact": logged.id,
        "type": type_of(logged.message["items"]),
        "channel": logged.message["channel"],
        "language": logged.message["language"],
        "outcomes": [i["outcome"] for i in items],
        "articles": articles,
        "referred_to": [i["referred_to"] for i in items if i["referred_to"]],
        "drill": logged.message["drill"],
    }
    return Event("contact_logged", logged.id, data)


def read(session: Session, contact_id: str, standing: Standing) -> dict[str, Any]:
    """Return a contact to whom may see it; a complaint about an employee is for management only."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise ContactNotFound()
    query = select(ContactItem).where(ContactItem.contact_id == contact_id).order_by(ContactItem.position)
    items = [
        {c.name: getattr(i, c.name) for c in ContactItem.__table__.columns} for i in session.execute(query).scalars()
    ]
    if not _visible(items, standing):
        raise ContactNotFound()
    return view(_row(contact), items) | {"resident": views.resident(session, contact.resident_id)}


def _row(thing: Contact | ContactItem) -> dict[str, Any]:
    return {c.name: getattr(thing, c.name) for c in thing.__table__.columns}


def _visible(items: list[dict[str, Any]], standing: Standing) -> bool:
    """Whether every item may be seen; an item about no department is for those who see all."""
    return all(
        standing.may("contact.read_employee_complaint" if _about_employee(item) else "contact.read", item["department"])
        for item in items
    )


def _about_employee(item: dict[str, Any]) -> bool:
    return item["kind"] == "complaint" and item["about"] == "employee"


def view(row: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a contact as it is shown, without the resident."""
    hidden = ("resident_id", "logged_by", "drill")
    shown = {name: value for name, value in row.items() if name not in hidden}
    for name in ("received_at", "logged_at"):
        shown[name] = clock.as_utc(row[name])
    return shown | {"items": [_item_view(item) for item in items]}


def _item_view(item: dict[str, Any]) -> dict[str, Any]:
    article = {"id": item["article_id"], "version": item["article_version"]} if item["article_id"] else None
    copied = ("outcome", "number_given", "reason", "number", "kind", "about", "department", "text")
    shown = {"article": article, "to": item["referred_to"]} | {name: item[name] for name in copied}
    return {name: value for name, value in shown.items() if value is not None}
