"""Lists of requests for everybody: one query a page, types that are not private; a person only to be blotted out."""

import math
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from services.common.errors import NotFound
from services.common.statements import run
from services.intake import cursors, redaction, request_numbers
from services.intake.catalogue import Catalogue
from services.intake.contract.refusals import RequestNotFound
from services.intake.models import RequestAttachment, ServiceRequest

OVER = ("closed", "referred")  # what the county does nothing about any more; a referral names who does
METRES_PER_DEGREE = 111_195.0
TABLE, PHOTOS = ServiceRequest.__table__, RequestAttachment.__table__
WITH_PERSONS = TABLE.outerjoin(redaction.PERSONS, redaction.PERSONS.c.id == TABLE.c.resident_id)
SHOWN = (
    "id", "number", "status", "service_code", "description", "answers", "lat", "long", "address", "address_id", "zip",
    "channel", "requested_at", "updated_at", "department", "promised_by", "area", "council_district", "referral",
    "close_code", "close_text", "duplicate_of", "media",
)  # fmt: skip


def find(session: Session, catalogue: Catalogue, search: dict[str, Any]) -> tuple[list[Row[Any]], str | None]:
    """Return the rows of a page, newest first, and the cursor of the next page or None."""
    if search["numbers"] is not None and len(search["numbers"]) <= search["limit"]:
        return _numbered(session, catalogue, search), None
    by = sorting(search)
    query = _shown().where(*conditions(catalogue, search))
    if search["cursor"]:
        query = query.where(tuple_(by, TABLE.c.id) < tuple_(*cursors.read(search["cursor"], int)))
    query = query.order_by(by.desc(), TABLE.c.id.desc()).offset(search["skip"]).limit(search["limit"] + 1)
    rows = list(session.execute(query))
    page = rows[: search["limit"]]
    return page, cursors.write(getattr(page[-1], by.name), page[-1].id) if len(rows) > len(page) else None


def _photo() -> Any:
    """Return the column with the first picture that staff let everybody see, or null."""
    public = PHOTOS.c.public & PHOTOS.c.media_type.startswith("image/")
    return (
        select(func.min(PHOTOS.c.id)).where(PHOTOS.c.number == TABLE.c.number, public).scalar_subquery().label("photo")
    )


def _shown() -> Select[Any]:
    """Start with what is shown, and whose words are to be blotted."""
    return select(*(TABLE.c[name] for name in SHOWN), *redaction.MEMBERS, _photo()).select_from(WITH_PERSONS)


# Most reads are of one request: this statement is built once, and private types are left out of its few rows.
BY_NUMBERS = (
    _shown()
    .where(
        TABLE.c.number.in_(bindparam("numbers", expanding=True)),
        TABLE.c.drill == bindparam("drill"),
        TABLE.c.jurisdiction_id.is_not_distinct_from(bindparam("jurisdiction_id")),
    )
    .order_by(TABLE.c.requested_at.desc(), TABLE.c.id.desc())
)


def _numbered(session: Session, catalogue: Catalogue, search: dict[str, Any]) -> list[Row[Any]]:
    """Return the requests with some numbers; they fit on one page."""
    values = {name: search[name] for name in ("drill", "jurisdiction_id")} | {"numbers": _numbers(search["numbers"])}
    public = catalogue.public_codes()
    return [row for row in run(session, BY_NUMBERS, values) if row.service_code in public]


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
    return TABLE.c.number.in_(_numbers(texts))


def _numbers(texts: list[str]) -> list[str]:
    return [number for text in texts if (number := _number(text))]


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
