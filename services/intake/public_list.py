"""Lists of requests for everybody: one query a page, types that are not private, no column about a person."""

import base64
import binascii
import math
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput, NotFound
from services.intake import request_numbers
from services.intake.catalogue import Catalogue
from services.intake.contract.refusals import RequestNotFound
from services.intake.models import RequestAttachment, ServiceRequest

OVER = ("closed", "referred")  # what the county does nothing about any more; a referral names who does
METRES_PER_DEGREE = 111_195.0
TABLE, PHOTOS = ServiceRequest.__table__, RequestAttachment.__table__
SHOWN = (
    "id", "number", "status", "service_code", "description", "answers", "lat", "long", "address", "address_id", "zip",
    "channel", "requested_at", "updated_at", "department", "promised_by", "area", "council_district", "referral",
    "close_code", "close_text", "duplicate_of", "media",
)  # fmt: skip


def find(session: Session, catalogue: Catalogue, search: dict[str, Any]) -> tuple[list[Row[Any]], str | None]:
    """Return the rows of a page, newest first, and the cursor of the next page or None."""
    by = sorting(search)
    query = select(*(TABLE.c[name] for name in SHOWN), _photo()).where(*conditions(catalogue, search))
    if search["cursor"]:
        query = query.where(tuple_(by, TABLE.c.id) < tuple_(*_after(search["cursor"])))
    query = query.order_by(by.desc(), TABLE.c.id.desc()).offset(search["skip"]).limit(search["limit"] + 1)
    rows = list(session.execute(query))
    page = rows[: search["limit"]]
    return page, _cursor(page[-1], by.name) if len(rows) > len(page) else None


def _photo() -> Any:
    """Return the column with the first picture that staff let everybody see, or null."""
    public = PHOTOS.c.public & PHOTOS.c.media_type.startswith("image/")
    return (
        select(func.min(PHOTOS.c.id)).where(PHOTOS.c.number == TABLE.c.number, public).scalar_subquery().label("photo")
    )


def find_one(session: Session, catalogue: Catalogue, wanted: dict[str, Any]) -> ServiceRequest:
    """Return the request with a number, if everybody may read it; RequestNotFound otherwise."""
    query: Select[Any] = select(ServiceRequest).where(*scope(catalogue, wanted))
    request = session.execute(
        query.where(TABLE.c.number == request_numbers.parse(wanted["number"]))
    ).scalar_one_or_none()
    if request is None:
        raise RequestNotFound()
    return request


def scope(catalogue: Catalogue, wanted: dict[str, Any]) -> list[ColumnElement[bool]]:
    """Return what keeps out drills or real requests, other jurisdictions' and private types."""
    return [
        TABLE.c.drill == wanted["drill"],
        TABLE.c.jurisdiction_id.is_not_distinct_from(wanted["jurisdiction_id"]),
        TABLE.c.service_code.in_(catalogue.public_codes()),
    ]


def number_is_one_of(texts: list[str]) -> ColumnElement[bool]:
    """Return the condition for some numbers; what cannot be a number finds nothing."""
    return TABLE.c.number.in_([number for text in texts if (number := _number(text))])


def _number(text: str) -> str | None:
    try:
        return request_numbers.parse(text)
    except NotFound:
        return None


def sorting(search: dict[str, Any]) -> Any:
    """Who asks for changes only gets them by time of change."""
    changes = search["updated_since"] or search["updated_until"]
    return TABLE.c.updated_at if changes and not (search["since"] or search["until"]) else TABLE.c.requested_at


def conditions(catalogue: Catalogue, search: dict[str, Any]) -> list[ColumnElement[bool]]:
    always = scope(catalogue, search)
    if search["numbers"] is not None:
        return [*always, number_is_one_of(search["numbers"])]
    if search["token"] is not None:
        return [*always, TABLE.c.token == search["token"]]
    return [*always, *_kinds(search), *_times(search), *_places(search)]


def _kinds(search: dict[str, Any]) -> list[ColumnElement[bool]]:
    found = []
    if search["services"] is not None:
        found.append(TABLE.c.service_code.in_(search["services"]))
    if search["status"] is not None:
        found.append(_status(set(search["status"])))
    if search["q"]:
        words = (column.icontains(search["q"], autoescape=True) for column in (TABLE.c.description, TABLE.c.address))
        found.append(or_(*words))
    return found


def _status(wanted: set[str]) -> ColumnElement[bool]:
    if {"open", "closed"} <= wanted:
        return literal(True) == True  # noqa: E712
    if "open" in wanted:
        return TABLE.c.status.not_in(OVER)
    return TABLE.c.status.in_(OVER if "closed" in wanted else ())


def _times(search: dict[str, Any]) -> list[ColumnElement[bool]]:
    bounds = (
        (TABLE.c.requested_at, search["since"], search["until"]),
        (TABLE.c.updated_at, search["updated_since"], search["updated_until"]),
    )
    lower = [column >= since for column, since, _ in bounds if since]
    return lower + [column <= until for column, _, until in bounds if until]


def _places(search: dict[str, Any]) -> list[ColumnElement[bool]]:
    found = []
    if box := search["box"]:
        found.append(TABLE.c.lat.between(box["south"], box["north"]))
        found.append(TABLE.c.long.between(box["west"], box["east"]))
    if near := search["near"]:
        found.append(_within(near))
    return found


def _within(near: dict[str, Any]) -> ColumnElement[bool]:
    """Within a circle, on a plane that touches the earth at its middle: right to a metre in ten kilometres."""
    up = (TABLE.c.lat - near["lat"]) * METRES_PER_DEGREE
    across = (TABLE.c.long - near["long"]) * METRES_PER_DEGREE * math.cos(math.radians(near["lat"]))
    degrees = near["metres"] / METRES_PER_DEGREE
    return and_(
        TABLE.c.lat.between(near["lat"] - degrees, near["lat"] + degrees),
        up * up + across * across <= near["metres"] ** 2,
    )


def _cursor(row: Row[Any], by: str) -> str:
    at = clock.as_utc(getattr(row, by))
    return base64.urlsafe_b64encode(f"{at.isoformat()}|{row.id}".encode()).decode()  # type: ignore[union-attr]


def _after(cursor: str) -> tuple[datetime, int]:
    refusal = InvalidInput(errors=[{"pointer": "/cursor", "detail": "Not a cursor of this list."}])
    try:
        at, _, row_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        place = datetime.fromisoformat(at), int(row_id)
    except (ValueError, binascii.Error) as error:
        raise refusal from error
    if place[0].tzinfo is None or not 0 < place[1] < 2**63:
        raise refusal
    return place
