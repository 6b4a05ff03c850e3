"""Lists of requests for staff: filters, newest first, pages by cursor."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from services.common.errors import Forbidden, InvalidInput, NotFound
from services.intake import request_numbers, views
from services.intake.catalogue import Catalogue
from services.intake.models import ServiceRequest
from services.intake.policy import ALL, Standing
from services.intake.search import matching
from services.intake.search.words import FACETS

RECENT = 20_000  # requests
NEWEST = select(func.max(ServiceRequest.id))


def find(session: Session, search: dict[str, Any], standing: Standing, catalogue: Catalogue) -> dict[str, Any]:
    """Return {"items", "next"}: at most `limit` requests, and the cursor of the next page or None."""
    allowed = visible(standing, search)
    rows: Sequence[ServiceRequest] = []
    for least in _steps_back(session, search):
        query = _from_cursor(filtered(allowed, search, least), search)
        rows = session.execute(query.limit(search["limit"] + 1)).scalars().all()
        if len(rows) > search["limit"]:
            break
    page = rows[: search["limit"]]
    more = len(rows) > len(page)
    return {"items": [views.staff_row(r, catalogue) for r in page], "next": _cursor(page[-1].id) if more else None}


def is_of_words(search: dict[str, Any]) -> bool:
    """Whether what is searched by must be up to date."""
    return any(search.get(name) for name in ("q", "promise", *FACETS))


def _steps_back(session: Session, search: dict[str, Any]) -> tuple[int, ...]:
    """Return from which row on words are looked for: a common one fills its page from the newest, so it ends there."""
    if not search["q"] or not search["sort"].startswith("-"):
        return (0,)
    newest = _after(search["cursor"]) if search["cursor"] else session.execute(NEWEST).scalar() or 0
    return (newest - RECENT, 0) if newest > RECENT else (0,)


def _from_cursor(query: Select[tuple[ServiceRequest]], search: dict[str, Any]) -> Select[tuple[ServiceRequest]]:
    """Go on after the cursor; requests are numbered in the order in which they came."""
    newest_first = search["sort"].startswith("-")
    if search["cursor"]:
        after = _after(search["cursor"])
        query = query.where(ServiceRequest.id < after if newest_first else ServiceRequest.id > after)
    return query.order_by(ServiceRequest.id.desc() if newest_first else ServiceRequest.id)


def visible(standing: Standing, search: dict[str, Any]) -> Select[tuple[ServiceRequest]]:
    """Start with what the caller may see at all."""
    query = select(ServiceRequest)
    if standing.scope("request.list") == ALL:
        return query
    own = standing.departments_for("request.list")
    if not own:
        standing.require("request.list")
    if search["department"] and search["department"] not in own:
        raise Forbidden("You may list the requests of your own department.")
    return query.where(ServiceRequest.department.in_(own))


def filtered(
    query: Select[tuple[ServiceRequest]], search: dict[str, Any], least: int = 0
) -> Select[tuple[ServiceRequest]]:
    """Keep what the filters find; words are looked for in the rows behind `least`."""
    if (said := _said(search, least)) is not None:
        query = query.where(said)
    if search.get("promise"):
        query = query.where(matching.promise(search["promise"]))
    if search["status"]:
        query = query.where(ServiceRequest.status.in_(search["status"]))
    if search["service"]:
        query = query.where(ServiceRequest.service_code.in_(search["service"]))
    for name, column in (("department", "department"), ("zip", "zip"), ("district", "council_district")):
        if search[name]:
            query = query.where(getattr(ServiceRequest, column) == search[name])
    if search["since"]:
        query = query.where(ServiceRequest.requested_at >= search["since"])
    if search["until"]:
        query = query.where(ServiceRequest.requested_at < search["until"])
    return query


def _said(search: dict[str, Any], least: int) -> ColumnElement[bool] | None:
    """A number finds the one request; anything else is looked for in what was said and done."""
    try:
        return ServiceRequest.number == request_numbers.parse(search["q"] or "")
    except NotFound:
        return matching.words(search, search["q"], least)


def _cursor(row_id: int) -> str:
    return base64.urlsafe_b64encode(str(row_id).encode()).decode()


def _after(cursor: str) -> int:
    refusal = InvalidInput(errors=[{"pointer": "/cursor", "detail": "Not a cursor of this list."}])
    try:
        after = int(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, binascii.Error) as error:
        raise refusal from error
    if not 0 < after < 2**63:
        raise refusal
    return after
