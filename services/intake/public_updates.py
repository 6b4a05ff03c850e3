"""What happened to requests that everybody may read: steps of the county, and texts that clients published."""

from typing import Any

from sqlalchemy import Row, String, cast, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from services.common import clock
from services.common.redaction.blotting import Person
from services.intake import cursors, public_list, redaction
from services.intake.catalogue import Catalogue
from services.intake.models import RequestHistory, RequestNote
from services.intake.public_view import state, words

STEPS, NOTES, REQUESTS = RequestHistory.__table__, RequestNote.__table__, public_list.TABLE


def find(session: Session, catalogue: Catalogue, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return {"items", "next"}: at most `limit` updates, newest first, and the cursor of the next page or None."""
    both = union_all(_steps(catalogue, wanted), _notes(catalogue, wanted)).subquery()
    query = select(both).order_by(both.c.at.desc(), both.c.id.desc()).limit(wanted["limit"] + 1)
    if wanted["cursor"]:
        query = query.where(tuple_(both.c.at, both.c.id) < tuple_(*cursors.read(wanted["cursor"], str)))
    rows = session.execute(query).all()
    page = rows[: wanted["limit"]]
    people = redaction.of_numbers(session, (row.number for row in page if row.text))
    known = catalogue.phones()
    return {
        "items": [_describe(row, redaction.whose(people.get(row.number), known)) for row in page],
        "next": cursors.write(page[-1].at, page[-1].id) if len(rows) > len(page) else None,
    }


def _steps(catalogue: Catalogue, wanted: dict[str, Any]) -> Any:
    columns = (cast(STEPS.c.id, String), STEPS.c.number, STEPS.c.at, STEPS.c.status, STEPS.c.code, STEPS.c.text)
    named = [column.label(name) for column, name in zip(columns, NAMES, strict=True)]
    return _narrowed(select(*named, literal(False).label("published")), STEPS, catalogue, wanted)


def _notes(catalogue: Catalogue, wanted: dict[str, Any]) -> Any:
    columns = (NOTES.c.id, NOTES.c.number, NOTES.c.at, REQUESTS.c.status, REQUESTS.c.close_code, NOTES.c.text)
    named = [column.label(name) for column, name in zip(columns, NAMES, strict=True)]
    return _narrowed(select(*named, literal(True).label("published")), NOTES, catalogue, wanted).where(
        NOTES.c.published
    )


NAMES = ("id", "number", "at", "status", "code", "text")


def _narrowed(query: Any, table: Any, catalogue: Catalogue, wanted: dict[str, Any]) -> Any:
    query = query.join(REQUESTS, REQUESTS.c.number == table.c.number).where(*public_list.scope(catalogue, wanted))
    if wanted["numbers"] is not None:
        query = query.where(public_list.number_is_one_of(wanted["numbers"]))
    if wanted["since"]:
        query = query.where(table.c.at >= wanted["since"])
    return query.where(table.c.at <= wanted["until"]) if wanted["until"] else query


def _describe(row: Row[Any], who: Person) -> dict[str, Any]:
    text = row.text if row.published else words(row.status, row.code, row.text)
    return {
        "id": row.id,
        "number": row.number,
        "state": state(row.status, row.code),
        "at": clock.as_utc(row.at),
        "text": redaction.public_text(text, who),
    }
