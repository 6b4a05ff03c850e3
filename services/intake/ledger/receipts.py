"""Receipts of complaints: a number and a PIN for who wishes to ask again, whether or not anybody is named."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.redaction.blotting import kinds_in
from services.intake import pins
from services.intake.contract.refusals import RequestNotFound
from services.intake.ledger import showing
from services.intake.models import Contact

PIN_VERSION = 1
ITEM = ("kind", "about", "department")


def is_due(items: list[dict[str, Any]]) -> bool:
    """Whether somebody complains of something: only then is there anything to ask again."""
    return any(item.get("kind") == "complaint" for item in items)


def find(session: Session, number: str) -> Contact:
    """Return the contact of a receipt; RequestNotFound when there is none of this number."""
    contact = session.execute(select(Contact).where(Contact.receipt == number)).scalar_one_or_none()
    if contact is None:
        raise RequestNotFound()
    return contact


def read(service: Any, number: str, pin: str) -> dict[str, Any]:
    """Return a receipt to who has its PIN; a wrong one is counted, in a transaction of its own, and stays counted."""
    right = pin_of(service, number)
    with service.db.transaction() as session:
        session.info["aside"] = True
        shown = view(session, find(session, number))
        fits = pins.check(session, number, pin, right)
    pins.refuse_wrong(fits)
    return shown


def pin_of(service: Any, number: str) -> str:
    """Return the PIN of a receipt, which is stored nowhere."""
    return str(service.desk.numbers.pin(number, PIN_VERSION))


def view(session: Session, contact: Contact) -> dict[str, Any]:
    """Return what its holder is told: what it was about in codes, since which day, and how far it is."""
    items = showing.items_of(session, contact.id)
    return {
        "number": contact.receipt,
        "received_on": clock.as_utc(contact.received_at).date(),  # type: ignore[union-attr]
        "state": contact.state,
        "notice": showing.notice(showing.as_row(contact)),
        "items": [{name: item[name] for name in ITEM} for item in items if item["kind"]],
    }


def told_of_oneself(message: dict[str, Any]) -> list[str]:
    """Return which kinds of personal data the words of an anonymous contact hold, for whoever wrote them down."""
    if not message["anonymous"]:
        return []
    return kinds_in(item.get("text") for item in message["items"])
