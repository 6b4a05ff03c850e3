"""The contact ledger: every contact with an outcome for each thing that was asked; anonymous stores nobody."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.common import clock, idempotency, outbox
from services.common.envelope import Event
from services.common.errors import InvalidInput, NotFound, VersionConflict
from services.intake import openings, request_numbers, views
from services.intake.contract.items import HANDED_OVER
from services.intake.contract.refusals import ContactNotFound
from services.intake.ledger import amending, calls, rows, seeing, showing
from services.intake.ledger.rows import Logged
from services.intake.models import Contact, ContactItem, Handover, Interpretation, Resident, ServiceRequest
from services.intake.policy import ALL, Standing
from services.intake.tier2 import asking


def record(session: Session, message: dict[str, Any], standing: Standing, receipt: str | None = None) -> dict[str, Any]:
    """Write a contact and say that it was logged; a repeated key gets the first answer.

    One that is handed over is on the department's desk with the same transaction.
    """
    check_requests(session, message["items"])
    _check_same(session, message)
    calls.complete(session, message)
    logged = Logged(message, standing.caller, _department(standing), receipt=receipt)
    if message["from_department"] is None and rows.is_internal(message):
        message["from_department"] = logged.department
    row = openings.resident_row(message["resident"], message["language"], logged)
    desk = _hand_over(logged)
    contact, items = rows.contact_row(logged), rows.item_rows(logged.id, message["items"])
    shown = showing.view(contact, items) | {"handover": desk.id if desk else None}
    wanted = idempotency.Wanted("record_contact", standing.caller, message, as_json(shown))
    known = idempotency.claim(session, [wanted])[0]
    if known is not None:
        return known
    if row:
        session.execute(insert(Resident.__table__), [row])
    _write(session, logged, contact, items)
    if desk:
        asking.add(session, desk)
    return shown


def _hand_over(logged: Logged) -> Handover | None:
    """Return the hand-over that a contact is logged with; an item says until its end that it was handed over."""
    wish = logged.message["handover"]
    if not wish:
        return None
    logged.message["items"] = [*logged.message["items"], {"outcome": HANDED_OVER, "department": wish["department"]}]
    by = openings.actor(logged.caller)
    return asking.new(wish | {"language": wish["language"] or logged.message["language"]}, logged.id, by,
                      logged.message["drill"])  # fmt: skip


def _write(session: Session, logged: Logged, contact: dict[str, Any], items: list[dict[str, Any]]) -> None:
    session.execute(insert(Contact.__table__), [contact])
    session.execute(insert(ContactItem.__table__), items)
    if sessions := rows.interpretation_rows(logged.id, logged.message["interpreters"]):
        session.execute(insert(Interpretation.__table__), sessions)
    outbox.say(session, [_logged(contact, items)])


def _department(standing: Standing) -> str | None:
    """Return the department whose employee logs it; None for who records for all of 311."""
    if standing.scope("contact.record") == ALL:
        return None
    return next(iter(standing.departments_for("contact.record")), None)


def as_json(shown: dict[str, Any]) -> dict[str, Any]:
    """Return a view as it is kept beside an idempotency key."""
    instants = {n: clock.instant_text(v) for n, v in shown.items() if hasattr(v, "isoformat")}
    return shown | instants


def check_requests(session: Session, items: list[dict[str, Any]]) -> None:
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


def _check_same(session: Session, message: dict[str, Any]) -> None:
    """What is said to repeat an earlier contact names one that is there, and that repeats none itself."""
    same = message.get("same_as")
    first = session.get(Contact, same) if same else None
    if same and (first is None or first.same_as or first.id == message.get("id")):
        detail = "Name the first contact about it."
        raise InvalidInput(errors=[{"pointer": "/same_as", "detail": detail}])


def _logged(contact: dict[str, Any], items: list[dict[str, Any]]) -> Event:
    articles = [{"id": i["article_id"], "version": i["article_version"]} for i in items if i["article_id"]]
    data = {name: contact[name] for name in ("type", "channel", "language", "drill")} | {
        "contact": contact["id"],
        "outcomes": [i["outcome"] for i in items],
        "articles": articles,
        "referred_to": [i["referred_to"] for i in items if i["referred_to"]],
    }
    return Event("contact_logged", contact["id"], data)


def find(session: Session, contact_id: str, standing: Standing, lock: bool = False) -> Contact:
    """Return a contact to whom may see it; ContactNotFound for anybody else."""
    query = select(Contact).where(Contact.id == contact_id)
    contact = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if contact is None or not seeing.may_see(contact, showing.items_of(session, contact_id), standing):
        raise ContactNotFound()
    return contact


def read(session: Session, contact_id: str, standing: Standing) -> dict[str, Any]:
    """Return a contact to whom may see it; a complaint about an employee is for management only."""
    return whole(session, find(session, contact_id, standing).id, standing)


def named(contact_id: str) -> dict[str, Any]:
    """Return what stands beside the key of a change: the record itself is read, so that no words are kept there."""
    return {"id": contact_id, "type": "", "items": []}


def whole(session: Session, contact_id: str, standing: Standing) -> dict[str, Any]:
    """Return everything of a contact, for somebody of whom it is known that it may be seen."""
    contact = session.get_one(Contact, contact_id)
    items = seeing.masked(showing.items_of(session, contact.id), standing)
    handover = select(Handover.id).where(Handover.contact_id == contact_id, Handover.kind == "handover")
    last = session.execute(handover.order_by(Handover.id.desc()).limit(1)).scalar()
    shown = showing.view(showing.as_row(contact), items) | {"handover": last}
    details = showing.details(session, contact.id)
    plain = standing.may("resident.see", contact.department)
    return shown | details | views.asking(session, contact.resident_id, plain)


def amend(session: Session, message: dict[str, Any], standing: Standing, zone: ZoneInfo) -> None:
    """Change the record of a contact; what stood there before is kept beside it."""
    contact = find(session, message["id"], standing, lock=True)
    if contact.version != message["version"]:
        raise VersionConflict()
    amending.require(contact, standing, zone)
    if "items" in message:
        amending.require_items(session, contact, standing)
    check_requests(session, message.get("items", []))
    _check_same(session, message)
    amending.amend(session, contact, message, openings.actor(standing.caller))
    session.flush()
