"""Which requests a bulk action is about: those that were named, or those that a filter finds."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.bulk.messages import MOST_AT_ONCE
from services.common.bulk.refusals import TooManyAtOnce
from services.intake import finding, request_numbers
from services.intake.contract.bulk import PARAMETERS
from services.intake.contract.refusals import RequestNotFound
from services.intake.models import ServiceRequest
from services.intake.policy import Standing
from services.intake.search import saved


def choose(session: Session, wish: dict[str, Any], standing: Standing) -> Sequence[str]:
    """Return the numbers of the requests that are meant; TooManyAtOnce when a filter finds more than may be."""
    if wish["numbers"]:
        return [_plain(number) for number in wish["numbers"]]
    search = saved.filled(session, wish["filter"], standing)
    query = finding.visible(standing, search)
    query = finding.filtered(query, search).with_only_columns(ServiceRequest.number)
    found = session.execute(query.order_by(ServiceRequest.id).limit(MOST_AT_ONCE + 1)).scalars().all()
    if len(found) > MOST_AT_ONCE:
        raise TooManyAtOnce()
    return found


def parameters(wish: dict[str, Any]) -> dict[str, Any]:
    """Return what the action is told, with what may be left out."""
    said: dict[str, Any] = {"public": False} if wish["action"] == "note" else {}
    said |= {"answers": {}} if wish["action"] == "amend" else {}
    said |= {name: wish[name] for name in PARAMETERS if name in wish}
    return said | ({"into": request_numbers.parse_member(said["into"], "/into")} if "into" in said else {})


def _plain(number: str) -> str:
    """Write a number as it is stored; what is none stays as it was typed, and is named as not found."""
    try:
        return request_numbers.parse(number)
    except RequestNotFound:
        return number


def rows(session: Session, numbers: Iterable[str]) -> dict[str, ServiceRequest]:
    """Return those requests that exist, by number."""
    query = select(ServiceRequest).where(ServiceRequest.number.in_(list(numbers)))
    return {row.number: row for row in session.execute(query).scalars()}
