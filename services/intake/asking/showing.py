"""How questions to a resident are shown: with the request, to staff and resident, and in the message that asks."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake.models import ResidentQuestion

SHOWN = ("id", "number", "questions", "answers", "state")


def of_request(session: Session, number: str) -> list[ResidentQuestion]:
    """Return what the resident of a request was asked, oldest first."""
    query = select(ResidentQuestion).where(ResidentQuestion.number == number).order_by(ResidentQuestion.id)
    return list(session.execute(query).scalars())


def view(row: ResidentQuestion, internal: bool) -> dict[str, Any]:
    """Return questions with their answers; who asked is for staff."""
    shown = {name: getattr(row, name) for name in SHOWN}
    shown |= {name: clock.as_utc(getattr(row, name)) for name in ("at", "answered_at", "reply_by")}
    return shown | ({"by": row.by} if internal else {})


def texts(session: Session, ids: list[str]) -> dict[str, str]:
    """Return the words of questions by id, for the messages that put them to residents; no query for none."""
    if not ids:
        return {}
    query = select(ResidentQuestion).where(ResidentQuestion.id.in_(ids))
    return {row.id: " ".join(row.questions) for row in session.execute(query).scalars()}
