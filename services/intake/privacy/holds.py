"""Legal holds: what must not be erased or forgotten until they are lifted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.ids import uuid7
from services.intake.contract.refusals import HoldLiftedBefore, HoldNotFound, UnderHold
from services.intake.models import HeldObject, LegalHold
from services.intake.privacy.persons import Belongings

MEMBERS = ("id", "by", "matter", "numbers", "contacts", "lifted_by")


def place(session: Session, found: Belongings, matter: str, by: str) -> LegalHold:
    """Hold what belongs to a person, and say so."""
    hold = LegalHold(
        id=uuid7(), at=clock.now(), by=by, matter=matter, numbers=found.numbers, contacts=found.contacts
    )  # fmt: skip
    session.add(hold)
    session.flush()
    if found.objects:
        session.execute(insert(HeldObject), [{"object": one, "hold_id": hold.id} for one in found.objects])
    outbox.say(session, [_event("hold_placed", hold)])
    return hold


def lift(session: Session, hold_id: str, by: str) -> LegalHold:
    """End a hold, and say so; what another one holds stays held."""
    hold = session.get(LegalHold, hold_id, with_for_update=True)
    if hold is None:
        raise HoldNotFound()
    if hold.lifted_at is not None:
        raise HoldLiftedBefore()
    hold.lifted_at, hold.lifted_by = clock.now(), by
    session.execute(delete(HeldObject).where(HeldObject.hold_id == hold_id))
    outbox.say(session, [_event("hold_lifted", hold)])
    return hold


def _event(name: str, hold: LegalHold) -> Event:
    data = {"hold": hold.id, "numbers": hold.numbers, "contacts": hold.contacts, "drill": False}
    return Event(name, hold.id, data)


def held(session: Session, objects: Sequence[str]) -> list[str]:
    """Return which of these requests and contacts are held now."""
    query = select(HeldObject.object).where(HeldObject.object.in_(list(objects))).distinct()
    return sorted(session.execute(query).scalars())


def is_held(column: Any) -> Any:
    """The condition that a request's number or a contact's id is held now."""
    return exists().where(HeldObject.object == column)


def refuse_held(session: Session, objects: Sequence[str]) -> None:
    """Raise UnderHold, naming what is held."""
    if kept := held(session, objects):
        raise UnderHold(f"A legal hold keeps {', '.join(kept)}: nothing was changed.")


def page(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return a page of holds, newest first."""
    query = select(LegalHold).order_by(LegalHold.id.desc()).limit(limit + 1)
    rows = session.execute(query.where(LegalHold.id < cursor) if cursor else query).scalars().all()
    return {"items": [view(row) for row in rows[:limit]], "next": rows[limit - 1].id if len(rows) > limit else None}


def view(hold: LegalHold) -> dict[str, Any]:
    """Return a hold as it is shown."""
    shown = {name: getattr(hold, name) for name in MEMBERS}
    return shown | {"at": clock.as_utc(hold.at), "lifted_at": clock.as_utc(hold.lifted_at)}
