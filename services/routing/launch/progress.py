"""How far drills have come: read from the rows that the real path writes, so nothing on that path knows of drills."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.routing.launch.drills import FAILED, PASSED, RUNNING, finish
from services.routing.models import Assignment, Decision, Drill, DrillResult, FeedRow
from services.routing.work.decisions import DEPARTMENT, TRIAGE

OVERDUE = "overdue"


def note_closed(session: Session, events: Sequence[Heard]) -> None:
    """Residents' side shows these requests as closed; costs nothing for those that are no drill."""
    for event in events:
        if event.data.get("drill"):
            mine = DrillResult.number == event.subject
            at = clock.parse(event.time)
            running = (DrillResult.state == RUNNING) & DrillResult.closed_at.is_(None)
            session.execute(update(DrillResult).where(mine, running).values(closed_at=at))


def look(session: Session) -> None:
    """Bring running drills up to now: steps that were taken, parts that are over, drills that are finished."""
    running = select(DrillResult).where(DrillResult.state == RUNNING)
    rows = list(session.execute(running.with_for_update()).scalars())
    drills = _drills(session, rows)
    opened = [row for row in rows if row.number]
    decisions = _decisions(session, opened)
    work = _work(session, opened)
    for row in rows:
        mine = decisions.get(row.number or "", [])
        assignment = work.get((row.number or "", row.department))
        _note_steps(session, row, mine, assignment)
        _settle(row, drills[row.drill_id], mine, assignment)
    session.flush()
    for drill in drills.values():
        parts = session.execute(select(DrillResult).where(DrillResult.drill_id == drill.id)).scalars()
        finish(session, drill, list(parts))


def _drills(session: Session, rows: Iterable[DrillResult]) -> dict[str, Drill]:
    wanted = sorted({row.drill_id for row in rows})
    query = select(Drill).where(Drill.id.in_(wanted)).order_by(Drill.id).with_for_update()
    return {drill.id: drill for drill in session.execute(query).scalars()}


def _decisions(session: Session, rows: Iterable[DrillResult]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    query = select(Decision).where(Decision.number.in_([row.number for row in rows])).order_by(Decision.id)
    for decision in session.execute(query).scalars():
        found.setdefault(decision.number, []).append(decision)
    return found


def _work(session: Session, rows: Iterable[DrillResult]) -> dict[tuple[str, str], Assignment]:
    """The newest assignment of each request in each department."""
    query = select(Assignment).where(Assignment.number.in_([row.number for row in rows])).order_by(Assignment.id)
    return {(row.number, row.department): row for row in session.execute(query).scalars()}


def _note_steps(session: Session, row: DrillResult, decisions: list[Decision], work: Assignment | None) -> None:
    if decisions:
        row.routed_at = row.routed_at or clock.as_utc(decisions[0].at)
    if work is None:
        return
    row.accepted_at, row.completed_at = clock.as_utc(work.accepted_at), clock.as_utc(work.completed_at)
    if row.delivered_at is None and _is_in_feed(session, row):
        # Seen now; a department that is quicker than this look had it before it accepted.
        row.delivered_at = min(clock.now(), row.accepted_at or clock.now())


def _is_in_feed(session: Session, row: DrillResult) -> bool:
    behind = (FeedRow.department == row.department) & (FeedRow.position > row.position)
    query = select(FeedRow.position).where(behind, FeedRow.body.contains(f'"{row.number}"')).limit(1)
    return session.execute(query).scalar() is not None


def _settle(row: DrillResult, drill: Drill, decisions: list[Decision], work: Assignment | None) -> None:
    """End a part that has come through, or that cannot any more."""
    if row.closed_at is not None and row.completed_at is not None:
        row.state = PASSED
        return
    reason = _lost(row, decisions, work) or (OVERDUE if _is_over(drill) else None)
    if reason:
        row.state, row.reason = FAILED, reason
        row.to_end = row.number is not None and row.closed_at is None


def _lost(row: DrillResult, decisions: list[Decision], work: Assignment | None) -> str | None:
    """Who has it instead of the department, or that it is closed without it; None while it is on its way."""
    if not decisions or (work is not None and work.current and row.closed_at is None):
        return None
    last = decisions[-1]
    if last.kind == TRIAGE:
        return f"triage: {last.reason}"
    if (last.kind, last.code) != (DEPARTMENT, row.department):
        return f"{last.kind}: {last.code}"
    return "closed_otherwise" if row.closed_at is not None or work is not None else None


def _is_over(drill: Drill) -> bool:
    until: datetime | None = clock.as_utc(drill.until)
    return until is not None and clock.now() >= until
