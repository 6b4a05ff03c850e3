"""What happened to requests that everybody may read: steps of the county, and texts that clients published."""

import base64
import binascii
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, cast, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput
from services.intake import public_list
from services.intake.catalogue import Catalogue
from services.intake.models import RequestHistory, RequestNote
from services.intake.public_view import state, veil, words

STEPS, NOTES, REQUESTS = RequestHistory.__table__, RequestNote.__table__, public_list.TABLE


def find(session: Session, catalogue: Catalogue, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return {"items", "next"}: at most `limit` updates, newest first, and the cursor of the next page or None."""
    both = union_all(_steps(catalogue, wanted), _notes(catalogue, wanted)).subquery()
    query = select(both).order_by(both.c.at.desc(), both.c.id.desc()).limit(wanted["limit"] + 1)
    if wanted["cursor"]:
        query = query.where(tuple_(both.c.at, both.c.id) < tuple_(*_after(wanted["cursor"])))
    rows = session.execute(query).all()
    page = rows[: wanted["limit"]]
    return {"items": [_describe(row) for row in page], "next": _cursor(page[-1]) if len(rows) > len(page) else None}


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


def _describe(row: Row[Any]) -> dict[str, Any]:
    text = veil(row.text) if row.published else words(row.status, row.code, row.text)
    return {
        "id": row.id,
        "number": row.number,
        "state": state(row.status, row.code),
        "at": clock.as_utc(row.at),
        "text": text,
    }


def _cursor(row: Row[Any]) -> str:
    at = clock.as_utc(row.at)
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row.id}".encode()).decode()  # type: ignore[union-attr]


def _after(cursor: str) -> tuple[datetime, str]:
    try:
        at, _, row_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return datetime.fromisoformat(at), row_id
    except (ValueError, binascii.Error) as error:
        raise InvalidInput(errors=[{"pointer": "/cursor", "detail": "Not a cursor of this list."}]) from error
