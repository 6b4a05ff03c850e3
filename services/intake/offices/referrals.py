"""What an office follows: requests and contacts that it sent, and those whose residents let it know them."""

from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake import views
from services.intake.catalogue import Catalogue
from services.intake.contract.offices import OfficeReferralNotFound
from services.intake.models import Contact, OfficeReferral, Resident, ServiceRequest
from services.intake.offices import consents
from services.intake.offices.concerns import Concern

SENT = OfficeReferral, ServiceRequest, Contact
HOLDS = {
    consents.NONE: (OfficeReferral.consent_at.is_(None),),
    consents.GIVEN: (OfficeReferral.consent_at.is_not(None), OfficeReferral.withdrawn_at.is_(None)),
    consents.WITHDRAWN: (OfficeReferral.withdrawn_at.is_not(None),),
}


def record(session: Session, concern: Concern, office: str, by: str) -> OfficeReferral:
    """Write down that an office sent a request or contact; the first time counts."""
    row = consents.link(session, concern, office)
    if row.sent_at is None:
        row.sent_at, row.sent_by = clock.now(), by
        session.flush()
    return row


def _rows(session: Session, *conditions: ColumnElement[bool], limit: int = 1) -> list[Row[Any]]:
    query = select(*SENT).outerjoin(ServiceRequest, ServiceRequest.number == OfficeReferral.number)
    query = query.outerjoin(Contact, Contact.id == OfficeReferral.contact).where(*conditions)
    return list(session.execute(query.order_by(OfficeReferral.id.desc()).limit(limit)))


def page(session: Session, offices: list[str], wanted: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Return a page of what these offices follow, newest first."""
    conditions = [OfficeReferral.office.in_(offices), *HOLDS.get(wanted["consent"], ())]
    if wanted["cursor"]:
        conditions.append(OfficeReferral.id < wanted["cursor"])
    rows = _rows(session, *conditions, limit=wanted["limit"] + 1)
    shown = rows[: wanted["limit"]]
    items = [_view(row, catalogue) for row in shown]
    return {"items": items, "next": shown[-1].OfficeReferral.id if len(rows) > len(shown) else None}


def show(session: Session, row: OfficeReferral, catalogue: Catalogue) -> dict[str, Any]:
    """Return what an office follows of one request or contact, without who asked."""
    return _view(_rows(session, OfficeReferral.id == row.id)[0], catalogue)


def read(session: Session, id: str, offices: list[str], catalogue: Catalogue) -> dict[str, Any]:
    """Return one of them, with who asked while the consent holds; OfficeReferralNotFound for another office's."""
    rows = _rows(session, OfficeReferral.id == id, OfficeReferral.office.in_(offices))
    if not rows:
        raise OfficeReferralNotFound()
    return _view(rows[0], catalogue) | {"resident": _resident(session, rows[0])}


def _resident(session: Session, row: Row[Any]) -> dict[str, Any] | None:
    about = row.ServiceRequest or row.Contact
    if consents.state(row.OfficeReferral) != consents.GIVEN or about is None or not about.resident_id:
        return None
    person = session.get(Resident, about.resident_id)
    return {"name": person.name, "phone": person.phone} if person else None


def _view(row: Row[Any], catalogue: Catalogue) -> dict[str, Any]:
    link = row.OfficeReferral
    shown = {name: getattr(link, name) for name in ("id", "office", "number", "contact")} | {
        "sent_at": clock.as_utc(link.sent_at),
        "consent": consents.state(link),
        "consent_at": clock.as_utc(link.withdrawn_at or link.consent_at),
    }
    if row.ServiceRequest is not None:
        return shown | views.public(row.ServiceRequest, catalogue)
    contact = row.Contact
    asked = {"service": None, "status": contact.state, "department": contact.handed_to, "area": None}
    times = {"requested_at": clock.as_utc(contact.received_at), "updated_at": clock.as_utc(contact.changed_at)}
    return shown | asked | times | {"promised_by": None}
