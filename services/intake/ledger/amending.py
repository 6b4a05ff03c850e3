"""Amending a contact: its type and whatever else was noted wrong; what stood there before is kept."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.errors import Forbidden
from services.intake import openings
from services.intake.contract.refusals import ContactOpen
from services.intake.ledger import rows, seeing, showing
from services.intake.models import Contact, ContactChange, ContactItem
from services.intake.policy import Standing

MEMBERS = ("type", "channel", "language", "caller_type", "received_at", "from_department", "same_as")


def require(contact: Contact, standing: Standing, zone: ZoneInfo) -> None:
    """Who logged it may amend it on the same day of the county's calendar, who supervises always; else Forbidden."""
    if standing.may("contact.amend_later", contact.department):
        return
    mine = contact.logged_by == openings.actor(standing.caller)
    if not mine or not standing.may("contact.amend", contact.department):
        raise Forbidden("Who logged a contact may amend it, or a supervisor.")
    if _day(clock.as_utc(contact.logged_at), zone) != _day(clock.now(), zone):
        raise Forbidden("A contact is amended on its day; later a supervisor does it.")


def require_items(session: Session, contact: Contact, standing: Standing) -> None:
    """Whoever replaces items reads them; those of a contact on somebody's desk are given there."""
    if contact.state == "open":
        raise ContactOpen()
    if not seeing.may_replace(showing.items_of(session, contact.id), standing):
        raise Forbidden("A department keeps words of this contact to itself: let it correct the record.")


def _day(instant: Any, zone: ZoneInfo) -> Any:
    return instant.astimezone(zone).date()


def amend(session: Session, contact: Contact, message: dict[str, Any], by: str) -> None:
    """Change the record, in the version that was read, and say so."""
    before = {name: _plain(getattr(contact, name)) for name in MEMBERS if _differs(contact, message, name)}
    for name in before:
        setattr(contact, name, message[name])
    contact.internal = rows.is_internal({"channel": contact.channel, "caller_type": contact.caller_type})
    if "items" in message:
        before["items"] = _replace_items(session, contact, message)
    _keep(session, contact, before, (by, message["reason"]))


def _differs(contact: Contact, message: dict[str, Any], name: str) -> bool:
    return name in message and _plain(getattr(contact, name)) != _plain(message[name])


def _plain(value: Any) -> Any:
    return clock.instant_text(clock.as_utc(value)) if isinstance(value, datetime) else value  # type: ignore[arg-type]


def _replace_items(session: Session, contact: Contact, message: dict[str, Any]) -> list[dict[str, Any]]:
    """Write other items; a type that only followed from the items follows again."""
    old = showing.items_of(session, contact.id)
    if contact.type == rows.type_of(old) and "type" not in message:
        contact.type = rows.type_of(message["items"])
    follows = rows.following(message["items"])
    contact.resolved = follows["resolved"] and not contact.later
    contact.about_employee = contact.about_employee or follows["about_employee"]
    session.execute(delete(ContactItem).where(ContactItem.contact_id == contact.id))
    session.execute(insert(ContactItem.__table__), rows.item_rows(contact.id, message["items"]))
    return [showing.item_view(item) for item in old]


def _keep(session: Session, contact: Contact, before: dict[str, Any], why: tuple[str, str | None]) -> None:
    """Append what stood there before, and say which members have changed; nothing changed, nothing said."""
    if not before:
        return
    by, reason = why
    session.add(ContactChange(contact_id=contact.id, version=contact.version, at=clock.now(), by=by, reason=reason,
                              before=before))  # fmt: skip
    contact.version += 1
    said = {"contact": contact.id, "type": contact.type, "changed": sorted(before), "drill": contact.drill}
    outbox.say(session, [Event("contact_amended", contact.id, said)])
