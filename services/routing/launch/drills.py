"""Drills: started for departments, shown, and what is to be done for them with intake."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import uuid7
from services.routing.catalogue.catalogue import Catalogue
from services.routing.contract.drills import STEPS, DrillNotFound, DrillRunning
from services.routing.launch.planning import plan
from services.routing.models import Drill, DrillResult, FeedHead
from services.routing.work.places import Place

RUNNING, PASSED, FAILED = "running", "passed", "failed"
NO_SERVICE_TYPE = "no_service_type"


def start(
    session: Session, catalogue: Catalogue, departments: Sequence[str], asked: Mapping[str, Any], by: str
) -> dict[str, Any]:
    """Begin a drill; DrillRunning while one of these departments has another. `asked`: place, location, minutes."""
    running = select(DrillResult.department).where(DrillResult.state == RUNNING)
    if busy := session.execute(running.where(DrillResult.department.in_(departments)).limit(1)).scalar():
        raise DrillRunning(f"A drill of {busy} is still running.")
    now = clock.now()
    drill = Drill(id=uuid7(), started_at=now, started_by=by, until=now + timedelta(minutes=asked["minutes"]))
    heads = {row.department: row.last for row in session.execute(select(FeedHead.department, FeedHead.last))}
    place: Place = asked["place"]
    results = []
    for department in departments:
        wish = plan(catalogue, department, place, asked["location"])
        results.append(DrillResult(
            drill_id=drill.id, department=department, wish=wish, position=heads.get(department, 0), to_end=False,
            state=RUNNING if wish else FAILED, reason=None if wish else NO_SERVICE_TYPE,
        ))  # fmt: skip
    session.add_all([drill, *results])
    finish(session, drill, results)
    session.flush()
    return view(drill, results)


def finish(session: Session, drill: Drill, results: Collection[DrillResult]) -> None:
    """A drill is finished when no department's part in it is running."""
    if drill.finished_at is None and all(result.state != RUNNING for result in results):
        drill.finished_at = clock.now()


def to_open(session: Session) -> list[dict[str, Any]]:
    """Return what is to be opened, as intake takes it, with the drill and department that it is for."""
    query = select(DrillResult).where(DrillResult.state == RUNNING, DrillResult.number.is_(None))
    return [
        {"drill_id": row.drill_id, "department": row.department, "request": _request(row)}
        for row in session.execute(query.order_by(DrillResult.drill_id, DrillResult.department)).scalars()
    ]


def _request(row: DrillResult) -> dict[str, Any]:
    key = f"drill:{row.drill_id}:{row.department}"  # whoever opens it, and however often: it is one request
    return dict(row.wish) | {"channel": "internal", "drill": True, "idempotency_key": key}


def note_opened(session: Session, wanted: Mapping[str, Any], number: str | None, refusal: str | None = None) -> None:
    """Keep the number that intake has given, or why it has given none."""
    row = session.get(DrillResult, (wanted["drill_id"], wanted["department"]), with_for_update=True)
    if row is None or row.number is not None:
        return
    if number:
        row.number, row.opened_at = number, clock.now()
    else:
        row.state, row.reason = FAILED, refusal


def to_end(session: Session) -> list[str]:
    """Return the numbers of drills that have failed and are still open."""
    query = select(DrillResult.number).where(DrillResult.to_end, DrillResult.number.is_not(None))
    return [number for number in session.execute(query).scalars() if number]


def note_ended(session: Session, number: str) -> None:
    """Nothing is left of it."""
    for row in session.execute(select(DrillResult).where(DrillResult.number == number)).scalars():
        row.to_end = False


def pending(session: Session) -> list[DrillResult]:
    """The parts of drills that are running, and those whose request is still to be withdrawn."""
    query = select(DrillResult).where(or_(DrillResult.state == RUNNING, DrillResult.to_end))
    return list(session.execute(query.order_by(DrillResult.drill_id, DrillResult.department)).scalars())


def page(session: Session, wanted: Mapping[str, Any], departments: Sequence[str] | None) -> dict[str, Any]:
    """A page of drills, newest first, with the results of these departments; None: of all."""
    query = select(Drill).order_by(Drill.id.desc()).limit(wanted["limit"] + 1)
    if departments is not None:
        theirs = select(DrillResult.drill_id).where(DrillResult.department.in_(departments))
        query = query.where(Drill.id.in_(theirs))
    if wanted["cursor"]:
        query = query.where(Drill.id < wanted["cursor"])
    rows = session.execute(query).scalars().all()
    shown = rows[: wanted["limit"]]
    results = _results(session, [row.id for row in shown], departments)
    items = [view(row, [r for r in results if r.drill_id == row.id], brief=True) for row in shown]
    return {"items": items, "next": shown[-1].id if len(rows) > len(shown) else None}


def read(session: Session, drill_id: str, departments: Sequence[str] | None) -> dict[str, Any]:
    """A drill with each department's result; DrillNotFound where none of these departments takes part."""
    drill = session.get(Drill, drill_id)
    results = _results(session, [drill_id], departments) if drill else []
    if drill is None or not results:
        raise DrillNotFound()
    return view(drill, results)


def _results(session: Session, ids: Sequence[str], departments: Sequence[str] | None) -> list[DrillResult]:
    query = select(DrillResult).where(DrillResult.drill_id.in_(ids)).order_by(DrillResult.department)
    if departments is not None:
        query = query.where(DrillResult.department.in_(departments))
    return list(session.execute(query).scalars())


def last_results(session: Session) -> dict[str, DrillResult]:
    """Each department's newest result that is not running any more."""
    newest = select(DrillResult.department, func.max(DrillResult.drill_id).label("drill_id"))
    newest = newest.where(DrillResult.state != RUNNING).group_by(DrillResult.department)
    last = newest.subquery()
    mine = (DrillResult.department == last.c.department) & (DrillResult.drill_id == last.c.drill_id)
    return {row.department: row for row in session.execute(select(DrillResult).join(last, mine)).scalars()}


def view(drill: Drill, results: Collection[DrillResult], brief: bool = False) -> dict[str, Any]:
    """A drill as it is shown."""
    times = {name: clock.as_utc(getattr(drill, name)) for name in ("started_at", "until", "finished_at")}
    counts = {state: sum(result.state == state for result in results) for state in (RUNNING, PASSED, FAILED)}
    shown = {"id": drill.id, "started_by": drill.started_by} | times | counts
    return shown if brief else shown | {"results": [_result(drill, result) for result in results]}


def _result(drill: Drill, row: DrillResult) -> dict[str, Any]:
    times = [(step, clock.as_utc(getattr(row, f"{step}_at"))) for step in STEPS]
    started = clock.as_utc(drill.started_at)
    assert started is not None
    return {
        "department": row.department, "state": row.state, "number": row.number, "reason": row.reason,
        "service_code": row.wish["service_code"] if row.wish else None,
        "stopped_before": next((step for step, at in times if at is None), None) if row.state == FAILED else None,
        "steps": [{"step": step, "at": at, "seconds": _seconds(started, at)} for step, at in times if at],
    }  # fmt: skip


def _seconds(since: datetime, at: datetime) -> float:
    return round(max(0.0, (at - since).total_seconds()), 1)
