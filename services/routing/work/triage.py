"""Triage: requests for which a person must find who does them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.envelope import Event
from services.common.outbox import say
from services.routing.contract.refusals import NotInTriage
from services.routing.models import Case, TriageItem
from services.routing.work.cases import facts_of, lock_cases
from services.routing.work.pages import after_cursor, cursor_of


def list_triage(session: Session, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A page of what waits, oldest first; of one owner, or what is overdue, where that is wanted."""
    limit, cursor = wanted["limit"], wanted["cursor"]
    query: Any = select(TriageItem, Case).join(Case, Case.number == TriageItem.number).where(TriageItem.waiting)
    if wanted["owner"]:
        query = query.where(TriageItem.owner == wanted["owner"])
    if wanted["overdue"]:
        query = query.where(TriageItem.overdue_at.is_not(None))
    rows = session.execute(after_cursor(query, TriageItem.since, TriageItem.number, cursor).limit(limit + 1)).all()
    page = rows[:limit]
    more = cursor_of(page[-1][0].since, page[-1][0].number) if len(rows) > limit else None
    return {"items": [_describe(item, case) for item, case in page], "next": more}


def _describe(item: TriageItem, case: Case) -> dict[str, Any]:
    facts = facts_of(case)
    return {
        "number": item.number,
        "service_code": facts.service_code,
        "reason": item.reason,
        "since": item.since,
        "owner": item.owner,
        "due_at": item.due_at,
        "overdue": item.overdue_at is not None,
        "excluded": list(facts.excluded),
        "districts": facts.place.districts,
        "area": facts.place.area,
        "drill": facts.drill,
    }


def claim_triage(session: Session, number: str, owner: str) -> dict[str, Any]:
    """Somebody of 311 finds out who does it; whoever had it before has it no longer. The caller holds the case."""
    case, item = session.get(Case, number), session.get(TriageItem, number)
    if case is None or item is None or not item.waiting:
        raise NotInTriage()
    item.owner = owner
    session.flush()
    return _describe(item, case)


def overdue(session: Session, now: datetime, limit: int = 250) -> list[str]:
    """The requests for which nobody has decided in time, of which that has not been said."""
    query = select(TriageItem.number).where(TriageItem.waiting, TriageItem.overdue_at.is_(None))
    return list(
        session.execute(query.where(TriageItem.due_at <= now).order_by(TriageItem.due_at).limit(limit)).scalars()
    )


def say_overdue(session: Session, numbers: Sequence[str], now: datetime) -> int:
    """Say it, once for each time that a request came into triage; returns for how many."""
    cases = lock_cases(session, numbers)
    query = select(TriageItem).where(TriageItem.number.in_(list(numbers)), TriageItem.waiting)
    query = query.where(TriageItem.overdue_at.is_(None)).order_by(TriageItem.number)
    rows = list(session.execute(query.execution_options(populate_existing=True)).scalars())
    for row in rows:
        row.overdue_at = now
    session.flush()
    say(session, [_overdue(row, cases[row.number]) for row in rows])
    return len(rows)


def _overdue(item: TriageItem, case: Case) -> Event:
    district = facts_of(case).place.code("council_district") or "none"
    data = {"number": item.number, "service_code": case.service_code, "reason": item.reason, "drill": case.drill}
    return Event("triage_overdue", item.number, data | {"claimed": item.owner is not None}, "none", district)
