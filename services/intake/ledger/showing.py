"""How a contact is shown: whole, in a list, and its items as they came in."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake.ledger.rows import ITEM
from services.intake.models import Contact, ContactChange, ContactItem, Interpretation

SHOWN = (
    "id", "type", "channel", "language", "caller_type", "dialled", "talk_seconds", "wrap_seconds", "anonymous",
    "call_id", "from_department", "same_as", "state", "version", "receipt",
)  # fmt: skip
LISTED = ("id", "type", "channel", "language", "caller_type", "logged_by", "state")
SESSION = ("vendor", "language", "seconds", "cost_cents")


def view(row: dict[str, Any], items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a contact as it is shown, without the resident."""
    shown = {name: row[name] for name in SHOWN} | {"notice": notice(row)}
    for name in ("received_at", "logged_at"):
        shown[name] = clock.as_utc(row[name])
    return shown | {"items": [item_view(item) for item in items]}


def notice(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return how whoever asked was told; None where only its requests have something to tell."""
    if row["told"] is None:
        return None
    return {"outcome": row["told"], "way": row["told_way"], "reason": row["told_reason"], "by": row["told_by"]}


def item_view(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item as it was said."""
    article = {"id": item["article_id"], "version": item["article_version"]} if item["article_id"] else None
    shown = {"article": article, "to": item["referred_to"]} | {name: item[name] for name in ITEM}
    shown["confidential"] = True if item["confidential_to"] else None
    return {name: value for name, value in shown.items() if value is not None}


def as_row(thing: Any) -> dict[str, Any]:
    """Return the columns of a row."""
    return {c.name: getattr(thing, c.name) for c in thing.__table__.columns}


def items_of(session: Session, contact_id: str) -> list[dict[str, Any]]:
    """Return the items of a contact in their order."""
    query = select(ContactItem).where(ContactItem.contact_id == contact_id).order_by(ContactItem.position)
    return [as_row(item) for item in session.execute(query).scalars()]


def details(session: Session, contact_id: str) -> dict[str, Any]:
    """Return the sessions with interpreters, and what stood in the record before."""
    sessions = select(Interpretation).where(Interpretation.contact_id == contact_id).order_by(Interpretation.position)
    changes = select(ContactChange).where(ContactChange.contact_id == contact_id).order_by(ContactChange.version)
    return {
        "interpreters": [_session(row) for row in session.execute(sessions).scalars()],
        "history": [
            {"at": clock.as_utc(row.at), "by": row.by, "reason": row.reason, "before": row.before}
            for row in session.execute(changes).scalars()
        ],
    }


def _session(row: Interpretation) -> dict[str, Any]:
    times = {name: clock.instant_text(clock.as_utc(getattr(row, name))) for name in ("started_at", "stopped_at")}  # type: ignore[arg-type]
    return {name: getattr(row, name) for name in SESSION} | times


def listed(session: Session, contacts: Sequence[Contact]) -> list[dict[str, Any]]:
    """Return contacts as lists show them: codes, no words and nobody's name."""
    query = select(ContactItem.contact_id, ContactItem.outcome, ContactItem.number)
    query = query.where(ContactItem.contact_id.in_([c.id for c in contacts]))
    items: dict[str, list[Any]] = {}
    for item in session.execute(query.order_by(ContactItem.position)):
        items.setdefault(item.contact_id, []).append(item)
    return [_listed(contact, items.get(contact.id, [])) for contact in contacts]


def _listed(contact: Contact, items: list[Any]) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in LISTED} | {
        "received_at": clock.as_utc(contact.received_at),
        "logged_at": clock.as_utc(contact.logged_at),
        "notice": notice(as_row(contact)),
        "outcomes": [item.outcome for item in items],
        "numbers": [item.number for item in items if item.number],
    }
