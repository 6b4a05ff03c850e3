"""What a hand-over does to its contact: open while it is on somebody's desk, closed with the outcomes that it gets."""

from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.intake.contract.refusals import ContactOpen
from services.intake.ledger import rows, showing
from services.intake.models import Contact, ContactItem, Handover, Resident

HANDED_OVER = "handed_over"


def hand_over(session: Session, contact: Contact, department: str) -> None:
    """Put a contact on a department's desk; ContactOpen when it is on one already."""
    items = showing.items_of(session, contact.id)
    if contact.state == "open":
        raise ContactOpen()
    position = max((item["position"] for item in items), default=-1) + 1
    added = rows.item_rows(contact.id, [{"outcome": HANDED_OVER, "department": department}])[0]
    session.execute(insert(ContactItem.__table__), [added | {"position": position}])
    contact.state, contact.resolved, contact.handed_to = "open", False, department
    contact.told, contact.told_way, contact.told_reason, contact.told_at = None, None, None, None


def close(session: Session, handover: Handover, message: dict[str, Any], later: bool) -> None:
    """Give a contact its outcomes; what the department writes is for the department alone.

    `later` says that the resident had to be called back: that is no first contact any more.
    """
    contact = session.get_one(Contact, handover.contact_id)
    given = [item | {"department": item.get("department") or handover.department} for item in message["items"]]
    replace(session, contact, given, handover.department)
    whole = showing.items_of(session, contact.id)
    derived = contact.type == rows.type_of([*whole, {"outcome": HANDED_OVER}]) or contact.type == "referral"
    contact.type = rows.type_of(whole) if derived else contact.type
    follows = rows.following(whole)
    contact.resolved, contact.later = follows["resolved"] and not later, later
    contact.about_employee = contact.about_employee or follows["about_employee"]
    _tell(session, contact, message, (whole, later))
    _closed(session, contact, whole)


def replace(session: Session, contact: Contact, items: list[dict[str, Any]], confidential_to: str | None) -> None:
    """Put items in the place of the one that says that it was handed over."""
    gone = (ContactItem.contact_id == contact.id, ContactItem.outcome == HANDED_OVER)
    session.execute(delete(ContactItem).where(*gone))
    last = session.execute(
        select(func.max(ContactItem.position)).where(ContactItem.contact_id == contact.id)
    ).scalar_one()
    first = 0 if last is None else last + 1
    added = rows.item_rows(contact.id, items)
    for position, row in enumerate(added, first):
        row |= {"position": position, "confidential_to": confidential_to}
    session.execute(insert(ContactItem.__table__), added)
    contact.state = "closed"
    contact.version += 1


def _tell(
    session: Session, contact: Contact, message: dict[str, Any], ended: tuple[list[dict[str, Any]], bool]
) -> None:
    """Note whether whoever asked has been told, as for a contact that is logged; a call-back is spoken."""
    whole, later = ended
    resident = session.get(Resident, contact.resident_id) if contact.resident_id else None
    said = {
        "channel": "phone" if later else contact.channel,
        "anonymous": contact.anonymous,
        "notice": message["notice"],
        "items": whole,
        "resident": {n: getattr(resident, n) for n in ("email", "phone", "address", "notify")} if resident else None,
    }
    for name, value in rows.told(said, clock.now()).items():
        setattr(contact, name, value)


def _closed(session: Session, contact: Contact, items: list[dict[str, Any]]) -> None:
    said = {"contact": contact.id, "type": contact.type, "outcomes": [item["outcome"] for item in items]}
    outbox.say(session, [Event("contact_closed", contact.id, said | {"drill": contact.drill})])


def close_with_request(session: Session, handover: Handover) -> None:
    """Give a contact that nobody has taken the request that was opened instead."""
    contact = session.get_one(Contact, handover.contact_id)
    replace(session, contact, [{"outcome": "request", "number": handover.number}], None)
    whole = showing.items_of(session, contact.id)
    contact.type, contact.resolved, contact.later = rows.type_of(whole), False, True
    _closed(session, contact, whole)
