"""Who sees which contact: 311 all of them, a department its own, and complaints about employees management alone."""

from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, true

from services.intake.models import Contact, ContactItem
from services.intake.policy import ALL, Standing

CODES = ("outcome", "position", "contact_id", "number", "confidential_to")
READ, COMPLAINTS = "contact.read", "contact.read_employee_complaint"


def may_see(contact: Contact, items: list[dict[str, Any]], standing: Standing) -> bool:
    """Whether the whole contact may be seen; one that a department logged itself is its own."""
    action = COMPLAINTS if contact.about_employee else READ
    if standing.scope(action) == ALL:
        return True
    own = standing.departments_for(action)
    if not contact.about_employee and (contact.department in own or contact.handed_to in own):
        return True
    return all(item["department"] in own for item in items)


def masked(items: list[dict[str, Any]], standing: Standing) -> list[dict[str, Any]]:
    """Return items as the caller may read them: of what a department keeps to itself only what came of it."""
    return [item if _open_to(item["confidential_to"], standing) else _codes(item) for item in items]


def _open_to(department: str | None, standing: Standing) -> bool:
    return department is None or standing.may("handover.take", department)


def _codes(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name in CODES else None for name, value in item.items()}


def may_replace(items: list[dict[str, Any]], standing: Standing) -> bool:
    """Whether nothing stands there that the caller may not read."""
    return all(_open_to(item["confidential_to"], standing) for item in items)


def visible(standing: Standing) -> ColumnElement[bool]:
    """Return the condition on contacts that `may_see` decides for one, for lists."""
    plain, complaints = (_reach(standing, action) for action in (READ, COMPLAINTS))
    return or_(~Contact.about_employee & plain, Contact.about_employee & complaints)


def _reach(standing: Standing, action: str) -> ColumnElement[bool]:
    if standing.scope(action) == ALL:
        return true()
    own = standing.departments_for(action)
    if not own:
        return false()
    of_contact = ContactItem.contact_id == Contact.id
    others = ContactItem.department.is_(None) | ContactItem.department.not_in(own)
    about_own = exists().where(of_contact, ContactItem.department.in_(own)) & ~exists().where(of_contact, others)
    return (
        about_own if action == COMPLAINTS else or_(Contact.department.in_(own), Contact.handed_to.in_(own), about_own)
    )
