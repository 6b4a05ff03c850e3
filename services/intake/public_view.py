"""How everybody sees a request: open or closed, where and what, and nothing by which a person could be reached."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.redaction.blotting import Person
from services.intake import redaction
from services.intake.catalogue import Catalogue
from services.intake.models import RequestAttachment, RequestHistory
from services.intake.public_list import OVER

PLAIN = ("number", "service_code")
MORE = ("channel", "area", "council_district", "duplicate_of")

# What the state of a step is called to the outside; a closed request's by its code.
STATES = {
    "open": "open", "assigned": "scheduled", "in_progress": "in_progress", "on_hold": "on_hold", "referred": "referred",
}  # fmt: skip
ENDS = {"done": "fixed", "no_action": "no_further_action", "unable": "unable_to_fix", "duplicate": "duplicate"}


def state(status: str, code: str | None) -> str:
    """Return the state of a step as everybody sees it."""
    return ENDS.get(code or "", "closed") if status == "closed" else STATES[status]


def words(status: str, code: str | None, text: str | None) -> str | None:
    """Return a step's text, if the county wrote it: with other codes residents did."""
    return text if status == "closed" and code in ENDS else None


def describe(row: Row[Any], catalogue: Catalogue) -> dict[str, Any]:
    """Return a request."""
    who = redaction.whose(row, catalogue.phones())
    return (
        {name: getattr(row, name) for name in PLAIN}
        | redaction.public_place(row)
        | {
            "status": "closed" if row.status in OVER else "open",
            "status_notes": _status_notes(row, who),
            "service_name": catalogue.name_of("service_type", row.service_code),
            "description": redaction.public_text(row.description, who),
            "department_name": catalogue.name_of("department", row.department) if row.department else None,
            "requested_at": clock.as_utc(row.requested_at),
            "updated_at": clock.as_utc(row.updated_at),
            "promised_by": clock.as_utc(row.promised_by),
            "media": row.media or [],
            "photos": [row.photo] if row.photo else [],
        }
    )


def _status_notes(row: Row[Any], who: Person) -> str | None:
    if row.status == "referred" and row.referral:
        named = [row.referral.get("name") or row.referral.get("code"), row.referral.get("phone")]
        return "Referred to " + ", ".join(part for part in named if part)
    return redaction.public_text(words(row.status, row.close_code, row.close_text), who)


def describe_all(
    session: Session, rows: Sequence[Row[Any]], catalogue: Catalogue, details: bool
) -> list[dict[str, Any]]:
    """Return the requests of a page, with their steps and answers where details are wished."""
    items = [describe(row, catalogue) for row in rows]
    if details and rows:
        numbers = [row.number for row in rows]
        people = {row.number: redaction.whose(row, catalogue.phones()) for row in rows}
        steps, pictures = _steps(session, people), photos(session, numbers)
        for item, row in zip(items, rows, strict=True):
            item["photos"] = pictures.get(row.number, [])
            item["details"] = {name: getattr(row, name) for name in MORE} | {
                "answers": answered(catalogue.service(row.service_code), row.answers, people[row.number]),
                "steps": steps.get(row.number, []),
            }
    return items


def _steps(session: Session, people: dict[str, Person]) -> dict[str, list[dict[str, Any]]]:
    """Return what happened to each of the requests, oldest first, in one query."""
    query = select(RequestHistory).where(RequestHistory.number.in_(list(people))).order_by(RequestHistory.id)
    found: dict[str, list[dict[str, Any]]] = {}
    for step in session.execute(query).scalars():
        shown = {"at": clock.as_utc(step.at), "state": state(step.status, step.code)}
        text = redaction.public_text(words(step.status, step.code, step.text), people[step.number])
        found.setdefault(step.number, []).append(shown | {"text": text})
    return found


def photos(session: Session, numbers: list[str]) -> dict[str, list[str]]:
    """Return the pictures of each request that staff let everybody see."""
    table = RequestAttachment.__table__
    public = table.c.public & table.c.media_type.startswith("image/")
    query = select(table.c.number, table.c.id).where(table.c.number.in_(numbers), public).order_by(table.c.id)
    found: dict[str, list[str]] = {}
    for number, photo in session.execute(query):
        found.setdefault(number, []).append(photo)
    return found


def answered(service: dict[str, Any], answers: dict[str, Any], who: Person) -> list[dict[str, Any]]:
    """Return the answers in the order of the questions, with the names of what was picked from lists."""
    questions = sorted(service.get("questions", ()), key=lambda question: question.get("order", 0))
    return [_answer(q, answers[q["code"]], who) for q in questions if answers.get(q["code"]) not in (None, "", [])]


def _answer(question: dict[str, Any], value: Any, who: Person) -> dict[str, Any]:
    names = {v["key"]: _english(v["name"]) for v in question.get("values", ())}
    keys = [redaction.public_text(str(one), who) or "" for one in (value if isinstance(value, list) else [value])]
    return {
        "code": question["code"],
        "label": _english(question.get("label") or question["code"]),
        "values": [{"key": key, "name": names.get(key, key)} for key in keys],
    }


def _english(text: Any) -> str:
    return text.get("en", "") if isinstance(text, dict) else text
