"""Asking a resident: the promise rests until there is an answer, or until the resident has had time enough."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.errors import InvalidInput
from services.common.ids import uuid7
from services.intake import changes, sayings
from services.intake.contract.refusals import (
    QuestionNotFound,
    QuestionOver,
    QuestionWaits,
    RequestClosed,
    RequestMerged,
    ResidentUnknown,
)
from services.intake.models import Resident, ResidentQuestion, ServiceRequest

WAITING, ANSWERED, EXPIRED, WITHDRAWN = "waiting", "answered", "expired", "withdrawn"
PORTION = 100


def ask(session: Session, request: ServiceRequest, message: dict[str, Any], by: str) -> ResidentQuestion:
    """Put questions to the resident; one set at a time, and only to somebody who can be told."""
    if request.status in ("closed", "referred"):
        raise RequestClosed()
    if request.merged_into:
        raise RequestMerged()
    if request.asking:
        raise QuestionWaits()
    resident = session.get(Resident, request.resident_id) if request.resident_id else None
    if resident is None or resident.notify == "none":
        raise ResidentUnknown()
    now = clock.now()
    row = ResidentQuestion(
        id=uuid7(), number=request.number, at=now, by=by, questions=message["questions"], answers=None,
        answered_at=None, reply_by=now + timedelta(days=message["days"]), state=WAITING,
    )  # fmt: skip
    session.add(row)
    request.asking = row.id
    changes.touch(request)
    changes.step(session, request, by, code="asked")
    told = {"until": clock.instant_text(row.reply_by), "notice": changes.has_resident(request)}
    outbox.say(session, [_event(request, "resident_asked", row, **told)])
    return row


def find(session: Session, request: ServiceRequest, id: str) -> ResidentQuestion:
    """Return a set of questions of a request; QuestionNotFound when it has no such one."""
    row = session.get(ResidentQuestion, id)
    if row is None or row.number != request.number:
        raise QuestionNotFound()
    return row


def answer(session: Session, request: ServiceRequest, row: ResidentQuestion, answers: list[str], by: str) -> None:
    """Keep the answers; the work goes on. An answer that comes late is still one."""
    if request.status == "closed":
        raise RequestClosed()
    if row.state not in (WAITING, EXPIRED):
        raise QuestionOver()
    if len(answers) != len(row.questions) or not any(text.strip() for text in answers):
        detail = f"{len(row.questions)} answers are expected, one for each question, and not all of them empty."
        raise InvalidInput(errors=[{"pointer": "/answers", "detail": detail}])
    row.answers, row.answered_at = answers, clock.now()
    _end(session, request, row, ANSWERED, by)


def withdraw(session: Session, request: ServiceRequest, row: ResidentQuestion, by: str) -> None:
    """The questions need no answer any more."""
    if row.state != WAITING:
        raise QuestionOver()
    _end(session, request, row, WITHDRAWN, by)


def expired(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Return request number and id of questions whose time is over, a portion of them."""
    query = select(ResidentQuestion.number, ResidentQuestion.id)
    query = query.where(ResidentQuestion.state == WAITING, ResidentQuestion.reply_by < now)
    return [(row.number, row.id) for row in session.execute(query.order_by(ResidentQuestion.reply_by).limit(PORTION))]


def expire(session: Session, number: str, id: str) -> None:
    """Let the work go on without an answer, unless one came meanwhile."""
    request = changes.find(session, number, lock=True)
    row = find(session, request, id)
    if row.state == WAITING and request.status == "closed":
        row.state, request.asking = EXPIRED, None  # nobody waits for it: the closing stays the last that happened
    elif row.state == WAITING:
        _end(session, request, row, EXPIRED, "clock")


def _end(session: Session, request: ServiceRequest, row: ResidentQuestion, state: str, by: str) -> None:
    late = row.state == EXPIRED
    row.state = state
    if request.asking == row.id:
        request.asking = None
    changes.touch(request)
    changes.step(session, request, by, code=state)
    outbox.say(session, [_event(request, "resident_answered", row, outcome="late" if late else state)])


def _event(request: ServiceRequest, type: str, row: ResidentQuestion, **data: Any) -> Any:
    return sayings.about(request, type, question=row.id, department=request.department, **data)
