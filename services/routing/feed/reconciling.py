"""Reconciliation: what a department says it has, against what it has here, as of one position of its feed."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.outbox import OUTBOX, say
from services.routing.contract import reconciliation as contract
from services.routing.models import (
    Assignment,
    FeedHead,
    FeedRow,
    Reconciliation,
    ReconciliationDifference,
    ReconciliationItem,
)
from services.routing.work.assignments import OPEN

KEEP = timedelta(days=90)
ITEMS, DIFFERENCES = ReconciliationItem.__table__, ReconciliationDifference.__table__
SHOWN = ("id", "department", "position", "state", "listed", "missing_there", "unknown_here", "differing", "moving")
COUNTS = {"missing_there": "missing_there", "unknown_here": "unknown_here", "differs": "differing"}


def open_reconciliation(session: Session, department: str, position: int) -> dict[str, Any]:
    """Begin a comparison; one that the department has not finished is forgotten."""
    head = session.execute(select(FeedHead.last).where(FeedHead.department == department)).scalar() or 0
    if position > head:
        raise contract.AheadOfFeed()
    if head - position > contract.MOST_BEHIND:
        raise contract.TooFarBehind()
    _forget(session, department)
    row = Reconciliation(
        id=uuid7(), department=department, position=position, state="open", opened_at=clock.now(), listed=0,
        missing_there=0, unknown_here=0, differing=0, moving=0,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return view(row)


def _forget(session: Session, department: str) -> None:
    """Drop what was begun and not finished, and what is old."""
    mine = Reconciliation.department == department
    old = (Reconciliation.state == "open") | (Reconciliation.opened_at < clock.now() - KEEP)
    ids = session.execute(select(Reconciliation.id).where(mine, old)).scalars().all()
    for model in (ReconciliationItem, ReconciliationDifference):
        session.execute(delete(model).where(model.reconciliation_id.in_(ids)))
    session.execute(delete(Reconciliation).where(Reconciliation.id.in_(ids)))


def find(session: Session, reconciliation_id: str, lock: bool = True) -> Reconciliation:
    """Return a reconciliation, locked to be changed; ReconciliationNotFound when there is none."""
    row = session.get(Reconciliation, reconciliation_id, with_for_update=lock or None)
    if row is None:
        raise contract.ReconciliationNotFound()
    return row


def add_items(session: Session, row: Reconciliation, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Take a portion; a piece of work that was listed before is as it is listed now."""
    if row.state != "open":
        raise contract.ReconciliationFinished()
    said = {item["id"]: item["status"] for item in items}
    known = (ITEMS.c.reconciliation_id == row.id) & ITEMS.c.assignment_id.in_(sorted(said))
    before = session.execute(delete(ITEMS).where(known)).rowcount  # type: ignore[attr-defined]
    rows = [{"reconciliation_id": row.id, "assignment_id": i, "status": status} for i, status in said.items()]
    session.execute(insert(ITEMS), rows)
    row.listed += len(said) - before
    session.flush()
    return {"id": row.id, "listed": row.listed}


def finish(session: Session, row: Reconciliation) -> dict[str, Any]:
    """Compare, write down every difference, say how many; what has changed since is left for the next time."""
    if row.state != "open":
        return view(row)
    found = [*_differing(session, row), *_unknown(session, row)]
    moving = _moving(session, row)
    named = [one for one in found if one["assignment_id"] not in moving]
    if named:
        session.execute(insert(DIFFERENCES), [{"reconciliation_id": row.id} | one for one in named])
    session.execute(delete(ITEMS).where(ITEMS.c.reconciliation_id == row.id))
    for kind, column in COUNTS.items():
        setattr(row, column, sum(one["kind"] == kind for one in named))
    row.state, row.finished_at, row.moving = "finished", clock.now(), len(found) - len(named)
    session.flush()
    say(session, [_event(row)])
    return view(row)


def _differing(session: Session, row: Reconciliation) -> list[dict[str, Any]]:
    """Work that is open here and not listed, or that stands otherwise here and there."""
    listed = (ITEMS.c.assignment_id == Assignment.id) & (ITEMS.c.reconciliation_id == row.id)
    query = select(Assignment.id, Assignment.number, Assignment.status, ITEMS.c.status.label("there"))
    query = query.outerjoin(ITEMS, listed).where(Assignment.department == row.department)
    missing = ITEMS.c.status.is_(None) & Assignment.status.in_(OPEN)
    rows = session.execute(query.where(missing | (ITEMS.c.status != Assignment.status)))
    return [
        {"assignment_id": one.id, "number": one.number, "here": one.status, "there": one.there,
         "kind": "differs" if one.there else "missing_there"}
        for one in rows
    ]  # fmt: skip


def _unknown(session: Session, row: Reconciliation) -> list[dict[str, Any]]:
    """What is listed and is no work of this department; whether it is another's is not said."""
    mine = (Assignment.id == ITEMS.c.assignment_id) & (Assignment.department == row.department)
    query = select(ITEMS.c.assignment_id, ITEMS.c.status).outerjoin(Assignment, mine)
    rows = session.execute(query.where(ITEMS.c.reconciliation_id == row.id, Assignment.id.is_(None)))
    return [
        {"assignment_id": one.assignment_id, "number": None, "here": None, "there": one.status, "kind": "unknown_here"}
        for one in rows
    ]


def _moving(session: Session, row: Reconciliation) -> set[str]:
    """The work about which the feed says more behind the position, or will as soon as it is published."""
    behind = select(FeedRow.body).where(FeedRow.department == row.department, FeedRow.position > row.position)
    unpublished = OUTBOX.c.published_at.is_(None) & (OUTBOX.c.department == row.department)
    coming = select(OUTBOX.c.body).where(unpublished, ~exists().where(FeedRow.event_id == OUTBOX.c.event_id))
    bodies = [*session.execute(behind).scalars(), *session.execute(coming).scalars()]
    return {data["assignment_id"] for body in bodies if "assignment_id" in (data := orjson.loads(body)["data"])}


def _event(row: Reconciliation) -> Event:
    counted = {n: getattr(row, n) for n in ("listed", "missing_there", "unknown_here", "differing", "moving")}
    about = {"department": row.department, "reconciliation_id": row.id, "as_of": row.position, "drill": False}
    return Event("reconciliation_done", f"reconciliation:{row.department}", about | counted, row.department)


def page(session: Session, wanted: dict[str, Any], departments: Sequence[str] | None) -> dict[str, Any]:
    """Return a page of reconciliations, newest first; None as departments: of all."""
    query = select(Reconciliation).order_by(Reconciliation.id.desc()).limit(wanted["limit"] + 1)
    if departments is not None:
        query = query.where(Reconciliation.department.in_(departments))
    if wanted["cursor"]:
        query = query.where(Reconciliation.id < wanted["cursor"])
    rows = session.execute(query).scalars().all()
    shown = rows[: wanted["limit"]]
    return {"items": [view(row) for row in shown], "next": shown[-1].id if len(rows) > len(shown) else None}


def differences(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the differences that a reconciliation has found."""
    query = select(DIFFERENCES).where(DIFFERENCES.c.reconciliation_id == wanted["id"])
    query = query.where(DIFFERENCES.c.assignment_id > (wanted["cursor"] or ""))
    rows = session.execute(query.order_by(DIFFERENCES.c.assignment_id).limit(wanted["limit"] + 1)).mappings().all()
    shown = [dict(row) for row in rows[: wanted["limit"]]]
    return {"items": shown, "next": shown[-1]["assignment_id"] if len(rows) > len(shown) else None}


def view(row: Reconciliation) -> dict[str, Any]:
    """Return a reconciliation as both sides see it."""
    times = {name: clock.as_utc(getattr(row, name)) for name in ("opened_at", "finished_at")}
    return {name: getattr(row, name) for name in SHOWN} | times


def last_differences(session: Session) -> dict[str, int]:
    """Return how many differences each department's last finished reconciliation has found."""
    newest = select(func.max(Reconciliation.id)).where(Reconciliation.state == "finished")
    rows = select(Reconciliation).where(Reconciliation.id.in_(newest.group_by(Reconciliation.department)))
    found = session.execute(rows).scalars()
    return {row.department: row.missing_there + row.unknown_here + row.differing for row in found}
