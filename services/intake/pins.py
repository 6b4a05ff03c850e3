"""The PIN that opens a resident's own request: five wrong ones lock it for a quarter of an hour."""

import hmac
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.statements import upsert
from services.intake.contract.refusals import PinLocked, WrongPin
from services.intake.models import PinAttempts

MOST_WRONG = 5
LOCKED_FOR = timedelta(minutes=15)


def check(session: Session, number: str, given: str, right: str) -> bool:
    """Return whether the PIN fits and count a wrong one; PinLocked while the request is locked.

    The caller commits in both cases and raises WrongPin only after the commit, so that the count stays.
    """
    row = session.execute(select(PinAttempts).where(PinAttempts.number == number)).scalar_one_or_none()
    locked_until = clock.as_utc(row.locked_until) if row else None
    if locked_until and locked_until > clock.now():
        raise PinLocked()
    if hmac.compare_digest(given.strip().encode(), right.encode()):
        if row:
            session.execute(delete(PinAttempts).where(PinAttempts.number == number))
        return True
    _count(session, number)
    return False


def _count(session: Session, number: str) -> None:
    table = PinAttempts.__table__
    statement = upsert(session, table).on_conflict_do_update(
        index_elements=["number"], set_={"wrong": table.c.wrong + 1}
    )
    wrong = session.execute(statement.returning(table.c.wrong), {"number": number, "wrong": 1}).scalar_one()
    if wrong >= MOST_WRONG:
        later = {"wrong": 0, "locked_until": clock.now() + LOCKED_FOR}
        session.execute(table.update().where(table.c.number == number).values(later))


def refuse_wrong(fits: bool) -> None:
    """Raise WrongPin when it does not fit."""
    if not fits:
        raise WrongPin()
