"""Lists of requests for staff: filters, newest first, pages by cursor."""

import base64
import binascii
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.common.errors import Forbidden, InvalidInput, NotFound
from services.intake import request_numbers, views
from services.intake.catalogue import Catalogue
from services.intake.models import ServiceRequest
from services.intake.policy import ALL, Standing


def find(session: Session, search: dict[str, Any], standing: Standing, catalogue: Catalogue) -> dict[str, Any]:
    """Return {"items", "next"}: at most `limit` requests, and the cursor of the next page or None."""
    query = _from_cursor(_filtered(_visible(standing, search), search), search)
    rows = session.execute(query.limit(search["limit"] + 1)).scalars().all()
    page = rows[: search["limit"]]
    more = len(rows) > len(page)
    return {"items": [views.staff_row(r, catalogue) for r in page], "next": _cursor(page[-1].id) if more else None}


def _from_cursor(query: Select[tuple[ServiceRequest]], search: dict[str, Any]) -> Select[tuple[ServiceRequest]]:
    """Go on after the cursor; requests are numbered in the order in which they came."""
    newest_first = search["sort"].startswith("-")
    if search["cursor"]:
        after = _after(search["cursor"])
        query = query.where(ServiceRequest.id < after if newest_first else ServiceRequest.id > after)
    return query.order_by(ServiceRequest.id.desc() if newest_first else ServiceRequest.id)


def _visible(standing: Standing, search: dict[str, Any]) -> Select[tuple[ServiceRequest]]:
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


def _filtered(query: Select[tuple[ServiceRequest]], search: dict[str, Any]) -> Select[tuple[ServiceRequest]]:
    if search["q"]:
        query = query.where(_words(search["q"]))
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


def _words(text: str) -> Any:
    """A number finds the one request; anything else is looked for in descriptions and addresses."""
    try:
        return ServiceRequest.number == request_numbers.parse(text)
    except NotFound:
        return ServiceRequest.description.icontains(text, autoescape=True) | ServiceRequest.address.icontains(
            text, autoescape=True
        )


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
