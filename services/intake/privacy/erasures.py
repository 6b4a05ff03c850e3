"""Erasing a person: here at once, elsewhere by an event; every service says what it did, and that is the report."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.common import clock, erasing, outbox
from services.common.envelope import Event, Heard
from services.common.ids import uuid7
from services.intake import contract, personal
from services.intake.contract.refusals import ErasureNotFound, RequestsOpen
from services.intake.models import Erasure, ErasureAnswer, RequestAttachment, Resident, ServiceRequest
from services.intake.offices import consents
from services.intake.papers.attachments import digests
from services.intake.privacy import holds
from services.intake.privacy.persons import Belongings
from services.intake.search import words

ME = "intake"
OTHERS = frozenset(source for source, names in contract.HEARS.items() if {"#", "erasure_confirmed"} & set(names))
MEMBERS = ("id", "by", "ground", "numbers", "contacts")
FINISHED = ("closed", "referred")


def preview(session: Session, found: Belongings, ground: str) -> dict[str, Any]:
    """Return what would be erased, what is held, and what is still open."""
    shown = {"id": None, "state": "preview", "ground": ground, "numbers": found.numbers, "contacts": found.contacts}
    return shown | {"held": holds.held(session, found.objects), "open": _open(session, found), "services": []}


def _open(session: Session, found: Belongings) -> list[str]:
    """The requests on which somebody still works; what is joined to another is nobody's work of its own."""
    query = select(ServiceRequest).where(ServiceRequest.number.in_(found.numbers)).order_by(ServiceRequest.number)
    rows = session.execute(query.with_for_update()).scalars()
    return [row.number for row in rows if row.status not in FINISHED and not row.merged_into]


def order(session: Session, found: Belongings, ground: str, by: str) -> Erasure:
    """Erase a person here and say so; UnderHold or RequestsOpen where that may not be."""
    holds.refuse_held(session, found.objects)
    if still := _open(session, found):
        raise RequestsOpen(f"Somebody still works on {', '.join(still)}: withdraw or close them first.")
    return begin(session, found, ground, by)


def begin(session: Session, found: Belongings, ground: str, by: str, aged: bool = False) -> Erasure:
    """Empty what belongs to a person and say so; of what is `aged` what that person does today stays."""
    files = select(RequestAttachment).where(RequestAttachment.number.in_(found.numbers))
    dropped = [digest for row in session.execute(files).scalars() for digest in digests(row)]
    row = Erasure(id=uuid7(), at=clock.now(), by=by, ground=ground, numbers=found.numbers, contacts=found.contacts)
    row.files = sorted(set(dropped))
    session.add(row)
    session.flush()
    consents.end_all(session, found.numbers, found.contacts)
    ids = ids_of(found) | {"answered": personal.answered(session, found.numbers)}
    ids["handovers"] = personal.handovers_of(session, found.contacts)
    if not aged:
        ids["drafts"] = personal.drafts_of(session, found.residents)
        ids["emails"] = personal.emails_of(session, found.residents)
    emptied = erasing.erase(session, personal.TRACES, ids, aged) | {"files": len(row.files)}
    words.forget(session, list(session.execute(_ids(found)).scalars()))
    _lock_out(session, found)
    session.add(ErasureAnswer(erasure_id=row.id, service=ME, at=row.at, emptied=emptied, remaining=len(row.files)))
    data = {"erasure": row.id, "numbers": found.numbers, "contacts": found.contacts, "aged": aged, "drill": False}
    outbox.say(session, [Event("person_erased", row.id, data)])
    return row


def _ids(found: Belongings) -> Any:
    return select(ServiceRequest.id).where(ServiceRequest.number.in_(found.numbers))


def ids_of(found: Belongings) -> dict[str, list[str]]:
    """Return a person's belongings as the register of traces names them."""
    return {"numbers": found.numbers, "contacts": found.contacts, "residents": found.residents}


def _lock_out(session: Session, found: Belongings) -> None:
    """Let the PIN that was mailed open nothing any more, and others see that the request has changed."""
    newer = {"pin_version": ServiceRequest.pin_version + 1, "version": ServiceRequest.version + 1}
    session.execute(update(ServiceRequest).where(ServiceRequest.number.in_(found.numbers)).values(newer))


def running(session: Session) -> list[Erasure]:
    """Return the erasures that are not finished, oldest first."""
    return list(session.execute(select(Erasure).where(Erasure.done_at.is_(None)).order_by(Erasure.id)).scalars())


def files_gone(session: Session, erasure_id: str) -> None:
    """The files have left the disk: hold what is left here against the register, and answer for intake."""
    row = session.get_one(Erasure, erasure_id, with_for_update=True)
    requests = select(ServiceRequest.resident_id).where(ServiceRequest.number.in_(row.numbers))
    persons = select(Resident.id).where(Resident.id.in_(requests))
    found = Belongings(row.numbers, row.contacts, list(session.execute(persons).scalars()))
    left = erasing.remaining(session, personal.TRACES, ids_of(found))
    row.files = []
    answer = session.get_one(ErasureAnswer, (erasure_id, ME))
    answer.at, answer.remaining = clock.now(), left
    _finish(session, row)


def confirm(session: Session, event: Heard) -> None:
    """Keep what another service has done; the last answer finishes the erasure."""
    row = session.get(Erasure, event.data["erasure"], with_for_update=True)
    if row is None:
        return
    answer = ErasureAnswer(erasure_id=row.id, service=event.source, at=clock.now())
    answer.emptied, answer.remaining = event.data["emptied"], event.data["remaining"]
    session.merge(answer)
    _finish(session, row)


def _finish(session: Session, row: Erasure) -> None:
    """Close the report when everybody has answered and nobody has anything left."""
    session.flush()
    answers = _answers(session, row.id)
    if {a.service for a in answers} >= OTHERS | {ME} and not any(a.remaining for a in answers) and not row.files:
        row.done_at = clock.now()


def _answers(session: Session, erasure_id: str) -> list[ErasureAnswer]:
    query = select(ErasureAnswer).where(ErasureAnswer.erasure_id == erasure_id).order_by(ErasureAnswer.service)
    return list(session.execute(query).scalars())


def find(session: Session, erasure_id: str) -> Erasure:
    """Return an erasure; ErasureNotFound when there is none."""
    row = session.get(Erasure, erasure_id)
    if row is None:
        raise ErasureNotFound()
    return row


def page(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return a page of erasures, newest first."""
    query = select(Erasure).order_by(Erasure.id.desc()).limit(limit + 1)
    rows = session.execute(query.where(Erasure.id < cursor) if cursor else query).scalars().all()
    items = [view(session, row) for row in rows[:limit]]
    return {"items": items, "next": rows[limit - 1].id if len(rows) > limit else None}


def view(session: Session, row: Erasure) -> dict[str, Any]:
    """Return the report of an erasure: who did what, and who has not answered yet."""
    answers = {a.service: a for a in _answers(session, row.id)}
    shown: dict[str, Any] = {name: getattr(row, name) for name in MEMBERS} | {"held": [], "open": []}
    shown |= {"at": clock.as_utc(row.at), "done_at": clock.as_utc(row.done_at)}
    shown["state"] = "done" if row.done_at else "running"
    shown["services"] = [_answer(name, answers.get(name)) for name in sorted(OTHERS | {ME})]
    return shown


def _answer(service: str, answer: ErasureAnswer | None) -> dict[str, Any]:
    if answer is None:
        return {"service": service, "at": None, "emptied": {}, "remaining": None}
    shown = {"emptied": answer.emptied, "remaining": answer.remaining}
    return {"service": service, "at": clock.as_utc(answer.at)} | shown
