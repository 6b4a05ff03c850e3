"""Counts for dashboards: sums of counted days, within what the caller may see."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import Forbidden, InvalidInput
from services.intake.models import CountedUpTo, DailyCount
from services.intake.policy import ALL, Standing
from services.intake.records.kinds import county_zone, local

USUAL = timedelta(days=29)
MOST_DAYS = {"day": 100, "total": 3700}


def show(session: Session, wanted: dict[str, Any], standing: Standing) -> dict[str, Any]:
    """Return the numbers of a span of days by one dimension, and until when changes are in them."""
    first, last = _days(wanted)
    department = _department(wanted["department"], standing)
    counts = DailyCount.__table__.c
    keys = [counts.day, counts.value] if wanted["each"] == "day" else [counts.value]
    query = select(*keys, func.sum(counts.number).label("number")).where(
        counts.kind == wanted["kind"], counts.department == (department or ""),
        counts.dimension == wanted["by"], counts.day >= first, counts.day <= last,
    )  # fmt: skip
    rows = session.execute(query.group_by(*keys).order_by(*keys)).mappings().all()
    mark = session.get(CountedUpTo, wanted["kind"])
    return {
        "kind": wanted["kind"], "by": wanted["by"], "department": department, "since": first, "until": last,
        "items": [{"day": None, **row} for row in rows],
        "counted_until": clock.as_utc(mark.changed_at) if mark else None,
    }  # fmt: skip


def _days(wanted: dict[str, Any]) -> tuple[Any, Any]:
    """The first and the last day; without any, the last thirty."""
    last = wanted["until"] or local(clock.now(), county_zone()).date()
    first = wanted["since"] or last - min(USUAL, last - last.min)
    most = MOST_DAYS[wanted["each"]]
    if first > last:
        raise InvalidInput(errors=[{"pointer": "/since", "detail": "The first day is after the last."}])
    if (last - first).days >= most:
        raise InvalidInput(errors=[{"pointer": "/since", "detail": f"At most {most} days at once."}])
    return first, last


def _department(wanted: str | None, standing: Standing) -> str | None:
    """The department that is counted; who may see only their own gets that one without asking for it."""
    if standing.scope("counts.read") == ALL:
        return wanted
    own = standing.departments_for("counts.read")
    if not own:
        standing.require("counts.read")
    if wanted and wanted not in own:
        raise Forbidden("You may see the counts of your own department.")
    return wanted or own[0]
