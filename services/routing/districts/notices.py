"""Notices: what has happened in its districts is said to each office, many steps at once, in its own feed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event, Heard
from services.common.outbox import say
from services.routing.catalogue.catalogue import Catalogue
from services.routing.contract.catalogue import is_public
from services.routing.districts.offices import districts_of, offices_at
from services.routing.models import Case, DistrictStep
from services.routing.work.places import from_kept

MOST_STEPS = 2000  # in one transaction
IN_ONE = 100  # steps of one notice, so that it stays far below the largest message
KEPT = timedelta(days=1)
CONSENTS = {"consent_given": "given", "consent_withdrawn": "withdrawn"}


def subject_of(office: str) -> str:
    """What an office's events are about."""
    return f"office:{office}"


def issue(session: Session, catalogue: Catalogue, now: datetime) -> int:
    """Say what waits to the offices that it concerns; returns how many steps were looked at."""
    query = select(DistrictStep, Case).join(Case, Case.number == DistrictStep.number, isouter=True)
    query = query.where(DistrictStep.noticed_at.is_(None)).order_by(DistrictStep.id).limit(MOST_STEPS)
    rows = session.execute(query).all()
    if rows:
        say(session, [_notice(office, steps) for office, steps in _portions(_by_office(catalogue, rows))])
        ids = [row.DistrictStep.id for row in rows]
        session.execute(update(DistrictStep).where(DistrictStep.id.in_(ids)).values(noticed_at=now))
    session.execute(delete(DistrictStep).where(DistrictStep.noticed_at < now - KEPT))
    return len(rows)


def _by_office(catalogue: Catalogue, rows: Sequence[Row[Any]]) -> dict[str, list[dict[str, Any]]]:
    districts, found = districts_of(catalogue.departments), defaultdict(list)
    for row in rows:
        case = row.Case
        if case is None or case.drill or not is_public(catalogue.services.get(case.service_code, {"private": True})):
            continue
        place = from_kept(case.place)
        for office, theirs in offices_at(districts, place.districts).items():
            found[office].append(_step(row.DistrictStep, case, place.area) | {"districts": theirs})
    return found


def _step(step: DistrictStep, case: Case, area: str | None) -> dict[str, Any]:
    said = {"number": step.number, "service_code": case.service_code, "status": step.status, "area": area}
    return said | {"at": clock.instant_text(clock.as_utc(step.at) or step.at)}


def _portions(by_office: dict[str, list[dict[str, Any]]]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    for office, steps in sorted(by_office.items()):
        for first in range(0, len(steps), IN_ONE):
            yield office, steps[first : first + IN_ONE]


def _notice(office: str, steps: list[dict[str, Any]]) -> Event:
    return Event("district_notice", subject_of(office), {"office": office, "steps": steps, "drill": False}, office)


def say_consents(session: Session, events: Iterable[Heard]) -> None:
    """Say in an office's feed that it may read who asked, or no longer."""
    say(session, [_consent(event) for event in events])


def _consent(event: Heard) -> Event:
    said = {name: event.data[name] for name in ("office", "number", "contact", "drill")}
    said |= {"referral_id": event.data["referral"], "consent": CONSENTS[event.type]}
    office = event.data["office"]
    return Event("office_consent_changed", subject_of(office), said, office, causationid=event.id)
