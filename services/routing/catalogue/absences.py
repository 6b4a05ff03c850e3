"""Absences: who is away from when until when, and who stands in."""

from typing import Any

from sqlalchemy.orm import Session

from services.common.errors import InvalidInput
from services.routing.catalogue.entries import next_revisions
from services.routing.catalogue.members import find_member
from services.routing.contract.refusals import MemberNotFound, NoMember
from services.routing.models import Member


def set_absence(session: Session, wish: dict[str, Any]) -> Member:
    """Write an absence down, or that there is none any more; the stand-in belongs to the same department."""
    next_revisions(session)  # all who change members take turns
    row = find_member(session, wish["department"], wish["subject"])
    if row is None:
        raise MemberNotFound()
    _check(session, wish)
    row.away_from, row.away_until, row.stand_in = wish["away_from"], wish["away_until"], wish["stand_in"]
    session.flush()
    return row


def _check(session: Session, wish: dict[str, Any]) -> None:
    begins, ends, other = wish["away_from"], wish["away_until"], wish["stand_in"]
    if begins is None and (ends or other):
        raise _fault("/away_from", "Say from when.")
    if begins and ends and ends <= begins:
        raise _fault("/away_until", "An absence ends after it begins.")
    if other == wish["subject"]:
        raise _fault("/stand_in", "Somebody else has to stand in.")
    if other and find_member(session, wish["department"], other) is None:
        raise NoMember(errors=[{"pointer": "/stand_in", "detail": "Nobody of this name belongs there."}])


def _fault(pointer: str, detail: str) -> InvalidInput:
    return InvalidInput(errors=[{"pointer": pointer, "detail": detail}])
