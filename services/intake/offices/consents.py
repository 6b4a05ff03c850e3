"""Consents: an office knows name and telephone number of one request or contact while its resident agrees.

Nothing is copied for it. Name and number are read from the resident's own row, so what is withdrawn is gone.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.ids import uuid7
from services.intake.catalogue import Catalogue
from services.intake.contract.offices import NobodyNamed, NoConsent
from services.intake.models import OfficeReferral, Resident
from services.intake.offices.concerns import Concern

NONE, GIVEN, WITHDRAWN = "none", "given", "withdrawn"


def state(row: OfficeReferral) -> str:
    """Return whether the resident agrees: none, given, or withdrawn."""
    if row.consent_at is None:
        return NONE
    return WITHDRAWN if row.withdrawn_at else GIVEN


def find(session: Session, concern: Concern, office: str) -> OfficeReferral | None:
    """Return what an office has to do with a request or contact, if anything."""
    query = select(OfficeReferral).where(_of(concern), OfficeReferral.office == office)
    return session.execute(query).scalar_one_or_none()


def _of(concern: Concern) -> Any:
    if concern.number:
        return OfficeReferral.number == concern.number
    return OfficeReferral.contact == concern.contact


def link(session: Session, concern: Concern, office: str) -> OfficeReferral:
    """Return the row of an office and a request or contact, a new one where there is none.

    Whoever calls holds the request or contact locked, so that two cannot make the same.
    """
    row = find(session, concern, office)
    if row is None:
        row = OfficeReferral(id=uuid7(), office=office, number=concern.number, contact=concern.contact)
        session.add(row)
        session.flush()
    return row


def give(session: Session, concern: Concern, office: str, way: str) -> OfficeReferral:
    """Let an office know who asked; NobodyNamed where nobody is. To agree twice changes nothing."""
    resident = session.get(Resident, concern.resident_id) if concern.resident_id else None
    if resident is None or not (resident.name or resident.phone):
        raise NobodyNamed()
    row = link(session, concern, office)
    if state(row) != GIVEN:
        row.consent_at, row.consent_way, row.withdrawn_at = clock.now(), way, None
        session.flush()
        outbox.say(session, [_said("consent_given", row, concern.drill)])
    return row


def withdraw(session: Session, concern: Concern, office: str) -> OfficeReferral:
    """Take a consent back; NoConsent when none was given. To take it back twice changes nothing."""
    row = find(session, concern, office)
    if row is None or state(row) == NONE:
        raise NoConsent()
    if state(row) == GIVEN:
        _end(session, [row], concern.drill)
    return row


def end_all(session: Session, numbers: Sequence[str], contacts: Sequence[str]) -> None:
    """Take back what a person agreed to who is erased, so that offices forget what they have learned."""
    theirs = or_(OfficeReferral.number.in_(numbers), OfficeReferral.contact.in_(contacts))
    holding = theirs, OfficeReferral.consent_at.is_not(None), OfficeReferral.withdrawn_at.is_(None)
    _end(session, session.execute(select(OfficeReferral).where(*holding).with_for_update()).scalars().all(), False)


def _end(session: Session, rows: Sequence[OfficeReferral], drill: bool) -> None:
    for row in rows:
        row.withdrawn_at = clock.now()
    session.flush()
    if rows:
        outbox.say(session, [_said("consent_withdrawn", row, drill) for row in rows])


def _said(type: str, row: OfficeReferral, drill: bool) -> Event:
    data = {"office": row.office, "referral": row.id, "number": row.number, "contact": row.contact, "drill": drill}
    return Event(type, row.number or row.contact or row.id, data, row.office)


def of_concern(session: Session, concern: Concern) -> list[OfficeReferral]:
    """Return the rows of those offices to which the resident has ever agreed."""
    query = select(OfficeReferral).where(_of(concern), OfficeReferral.consent_at.is_not(None))
    return list(session.execute(query.order_by(OfficeReferral.office)).scalars())


def view(row: OfficeReferral, catalogue: Catalogue) -> dict[str, Any]:
    """Return what the resident agreed to."""
    return {
        "office": row.office,
        "office_name": catalogue.name_of("department", row.office),
        "number": row.number,
        "contact": row.contact,
        "state": state(row),
        "way": row.consent_way,
        "given_at": clock.as_utc(row.consent_at),
        "withdrawn_at": clock.as_utc(row.withdrawn_at),
    }
