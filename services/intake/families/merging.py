"""Joining a request to another about the same thing: its number goes on, the work is done once, all hear of the end."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.errors import InvalidInput
from services.intake import changes, sayings
from services.intake.contract.refusals import NotMerged, PartOfSplit, RequestClosed, RequestMerged
from services.intake.models import ServiceRequest

# What a joined request shows is what the request that leads it shows.
PLACED = ("districts", "area", "zip", "council_district")
SHARED = ("status", "department", "promised_by", "referral", "close_code", "close_text")


def merge(session: Session, one: ServiceRequest, into: ServiceRequest, by: str) -> None:
    """Join `one` to `into`, both locked; the department is told to stop, those joined to `one` come along."""
    check(one, into)
    moved = update(ServiceRequest).where(ServiceRequest.merged_into == one.number)
    session.execute(moved.values(merged_into=into.number, duplicate_of=into.number))
    one.merged_into = one.duplicate_of = into.number
    one.leads, into.leads = False, True
    share(one, into)
    changes.step(session, one, by, code="merged")
    told = {"into": into.number, "department": one.department, "notice": changes.has_resident(one)}
    outbox.say(session, [sayings.about(one, "requests_merged", **told)])


def check(one: ServiceRequest, into: ServiceRequest) -> None:
    """Refuse what cannot be joined."""
    if one.number == into.number or one.drill != into.drill:
        detail = "A request is not joined to itself, and a drill to drills only."
        raise InvalidInput(errors=[{"pointer": "/into", "detail": detail}])
    if "closed" in (one.status, into.status):
        raise RequestClosed()
    if one.merged_into or into.merged_into:
        raise RequestMerged(f"It is joined to {one.merged_into or into.merged_into} already: take that one.")
    if one.split_from or one.split_rule:
        raise PartOfSplit()


def unmerge(session: Session, one: ServiceRequest, by: str) -> None:
    """Take a joined request out again; its department gets it back. The caller holds the lock of both."""
    if not one.merged_into:
        raise NotMerged()
    if one.status == "closed":
        raise RequestClosed()
    left, one.merged_into, one.duplicate_of = one.merged_into, None, None
    one.status, one.promised_by, one.referral = "open", None, None
    changes.touch(one)
    changes.step(session, one, by, code="unmerged")
    session.flush()
    others = select(ServiceRequest.id).where(ServiceRequest.merged_into == left).limit(1)
    leads = session.execute(others).first() is not None
    session.execute(update(ServiceRequest).where(ServiceRequest.number == left).values(leads=leads))
    outbox.say(session, [sayings.reopened(one, changes.has_resident(one))])


def share(one: ServiceRequest, leader: ServiceRequest) -> None:
    """Show what the leader shows."""
    for name in SHARED:
        setattr(one, name, getattr(leader, name))
    for name in [name for name in PLACED if getattr(one, name) is None]:
        setattr(one, name, getattr(leader, name))
    changes.touch(one)


def reopen(session: Session, one: ServiceRequest, leader: ServiceRequest, reason: str, by: str) -> None:
    """What was joined was not done: the leader is opened again when it is closed, and this one goes on with it."""
    if leader.status in ("closed", "referred"):
        changes.reopen(session, leader, reason, by)
    previous = one.status
    share(one, leader)
    changes.step(session, one, by, code="reopened", text=reason)
    outbox.say(session, [status_changed(one, previous)])


def status_changed(request: ServiceRequest, previous: str) -> Any:
    """Return the event that the resident sees another status."""
    promised = clock.as_utc(request.promised_by)
    return sayings.about(
        request, "request_status_changed", status=request.status, previous=previous, department=request.department,
        promised_by=clock.instant_text(promised) if promised else None,
        referral_to=(request.referral or {}).get("code"), notice=changes.has_resident(request),
    )  # fmt: skip


def joined_to(session: Session, numbers: Sequence[str]) -> list[ServiceRequest]:
    """Return what is joined to these requests and not closed, locked in one order."""
    query = select(ServiceRequest).where(ServiceRequest.merged_into.in_(numbers), ServiceRequest.status != "closed")
    return list(session.execute(query.order_by(ServiceRequest.id).with_for_update()).scalars())


def follow(session: Session, leaders: Sequence[ServiceRequest], by: str) -> None:
    """Bring what is joined to where its leaders are now; residents of both hear the same of their own number."""
    known = {leader.number: leader for leader in leaders}
    said = []
    for one in joined_to(session, sorted(known)):
        leader, previous = known[one.merged_into or ""], one.status
        share(one, leader)
        code = leader.close_code if one.status == "closed" else None
        changes.step(session, one, by, code=code, text=one.close_text if one.status == "closed" else None)
        if one.status == "closed":
            told = {"code": code, "department": one.department, "notice": changes.has_resident(one)}
            said.append(sayings.about(one, "request_closed", **told))
        elif one.status != previous:
            said.append(status_changed(one, previous))
    outbox.say(session, said)
