"""The call-back list: requests that were referred only after they were opened, whose residents cannot be written to."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.contract.refusals import NoCallback
from services.routing.models import Callback, Case
from services.routing.work.pages import after_cursor, cursor_of

CHECKING, WAITING, DONE, UNNEEDED = "checking", "waiting", "done", "unneeded"
AT_ONCE = 50


def to_check(session: Session) -> list[str]:
    """Requests of which nobody has looked yet whether the resident can be written to, oldest first."""
    query = select(Callback.number).where(Callback.state == CHECKING).order_by(Callback.since).limit(AT_ONCE)
    return list(session.execute(query).scalars())


def settle(session: Session, numbers: Sequence[str], facts: Mapping[str, Any]) -> int:
    """Put those on the list whose resident reads no e-mail; returns how many. A request that is gone needs no call."""
    to_call = [number for number in numbers if number in facts and not facts[number].get("reachable")]
    for state, settled in ((WAITING, to_call), (UNNEEDED, sorted(set(numbers) - set(to_call)))):
        checked = update(Callback).where(Callback.number.in_(settled), Callback.state == CHECKING)
        session.execute(checked.values(state=state), execution_options={"synchronize_session": False})
    return len(to_call)


def list_callbacks(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of the list, oldest first."""
    query: Any = select(Callback, Case).join(Case, Case.number == Callback.number).where(Callback.state == WAITING)
    rows = session.execute(after_cursor(query, Callback.since, Callback.number, cursor).limit(limit + 1)).all()
    page = rows[:limit]
    more = cursor_of(page[-1][0].since, page[-1][0].number) if len(rows) > limit else None
    return {"items": [_describe(row, case) for row, case in page], "next": more}


def _describe(row: Callback, case: Case) -> dict[str, Any]:
    plain = {"number": row.number, "referral": row.referral, "since": row.since}
    return plain | {"service_code": case.service_code, "language": case.language, "drill": case.drill}


def done(session: Session, number: str, by: str) -> dict[str, Any]:
    """The resident has been called; NoCallback when nobody was to be."""
    row = session.get(Callback, number, with_for_update=True)
    if row is None or row.state not in (WAITING, DONE):
        raise NoCallback()
    if row.state == WAITING:
        row.state, row.done_at, row.done_by = DONE, clock.now(), by
    return {"number": row.number, "done_at": row.done_at}
