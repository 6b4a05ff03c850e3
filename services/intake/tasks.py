"""A request as whoever does the work sees it: what and where, and nothing of who asked."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.common.statements import run
from services.intake import public_view, redaction, views
from services.intake.catalogue import Catalogue
from services.intake.contract.refusals import RequestNotFound
from services.intake.models import Resident, ServiceRequest

REQUESTS, PERSONS = ServiceRequest.__table__, Resident.__table__
_ONE = select(REQUESTS, *redaction.MEMBERS).select_from(
    REQUESTS.outerjoin(PERSONS, PERSONS.c.id == REQUESTS.c.resident_id)
)
_ONE = _ONE.where(REQUESTS.c.number == bindparam("wanted"))


def read(session: Session, number: str, catalogue: Catalogue) -> dict[str, Any]:
    """Return the words and answers without the person's name, home and numbers; the place in full, work is done there.

    Photos are those that staff let everybody see.
    """
    row = run(session, _ONE, {"wanted": number}).one_or_none()
    if row is None:
        raise RequestNotFound()
    who = redaction.whose(row, catalogue.phones())
    place = views.location(row)
    return {
        "number": row.number,
        "service_name": catalogue.name_of("service_type", row.service_code),
        "description": redaction.public_text(row.description, who),
        "location": place and place | {"text": redaction.public_text(place["text"], who)},
        "answers": public_view.answered(catalogue.service(row.service_code), row.answers, who),
        "photos": public_view.photos(session, [row.number]).get(row.number, []),
    }
