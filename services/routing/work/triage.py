"""Triage: requests for which a person must find who does them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.routing.models import Case, TriageItem
from services.routing.work.cases import facts_of
from services.routing.work.pages import after_cursor, cursor_of


def list_triage(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of what waits, oldest first."""
    query: Any = select(TriageItem, Case).join(Case, Case.number == TriageItem.number).where(TriageItem.waiting)
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
        "excluded": list(facts.excluded),
        "districts": facts.place.districts,
        "area": facts.place.area,
        "drill": facts.drill,
    }
