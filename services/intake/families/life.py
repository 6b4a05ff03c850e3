"""What a step of one request means for those that belong to it: withdrawn, reopened, moved by a department."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.intake import changes
from services.intake.contract.refusals import OthersWait, PartOfSplit, ReopenTooLate
from services.intake.families import merging, splitting
from services.intake.models import ServiceRequest

REOPEN_WINDOW = timedelta(days=14)  # for residents; 311 may reopen later


def withdraw(session: Session, request: ServiceRequest, reason: str, by: str) -> None:
    """Withdraw a request with its parts; OthersWait when others reported the same and wait for it."""
    if request.leads and merging.joined_to(session, [request.number]):
        raise OthersWait()
    whole = request.split_from
    if request.split_rule:
        splitting.end_parts(session, splitting.parts_of(session, request.number), by)
    changes.withdraw(session, request, reason, by)
    if whole:
        session.flush()
        splitting.close_wholes(session, [whole], by)


def check_window(request: ServiceRequest) -> None:
    """Raise ReopenTooLate when a resident's time to reopen a request is over."""
    closed_at = clock.as_utc(request.updated_at)
    if request.status == "closed" and closed_at is not None and clock.now() - closed_at > REOPEN_WINDOW:
        raise ReopenTooLate()


def reopen(session: Session, request: ServiceRequest, reason: str, by: str) -> None:
    """Open a request again: of a joined one what leads it, of a part only while the whole is open."""
    if request.split_from and changes.find(session, request.split_from, lock=True).status == "closed":
        raise PartOfSplit("The whole is closed: reopen that.")
    if request.merged_into and request.status in ("closed", "referred"):
        leader = changes.find(session, request.merged_into, lock=True)
        merging.reopen(session, request, leader, reason, by)
        return
    changes.reopen(session, request, reason, by)


def follow(session: Session, leaders: Sequence[str], wholes: Iterable[str], by: str) -> None:
    """Bring along what is joined to these requests, and close those wholes whose parts have all come to an end."""
    if leaders:
        query = select(ServiceRequest).where(ServiceRequest.number.in_(leaders))
        found = session.execute(query.execution_options(populate_existing=True)).scalars().all()
        merging.follow(session, found, by)
    if numbers := sorted(set(wholes)):
        session.flush()
        splitting.close_wholes(session, numbers, by)
