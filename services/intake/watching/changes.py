"""What was said since: read from the outbox, in the order of its rows, none left out."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.outbox import OUTBOX
from services.common.statements import run
from services.intake import catalogue
from services.intake.contract.desk import CHANGES
from services.intake.models import Handover
from services.intake.policy import Standing
from services.intake.watching.audience import Ear, Said, told

PAGE = 500  # rows
MOST_BEHIND = 5000  # rows; who missed more reads everything anew
_BETWEEN = select(OUTBOX.c.id, OUTBOX.c.type, OUTBOX.c.department, OUTBOX.c.body)
_BETWEEN = _BETWEEN.where(OUTBOX.c.id > bindparam("after"), OUTBOX.c.id <= bindparam("until"))
_BETWEEN = _BETWEEN.where(OUTBOX.c.type.in_(CHANGES)).order_by(OUTBOX.c.id).limit(PAGE)
_OLDEST = select(func.min(OUTBOX.c.id))


def begin(session: Session, last_event_id: str | None, settled: int) -> tuple[int, bool]:
    """Return from where on a screen is told, and whether it has to read everything anew."""
    if last_event_id is None:
        return settled, False
    after = int(last_event_id)
    oldest = run(session, _OLDEST).scalar() or 0
    if after > settled or after < max(oldest - 1, settled - MOST_BEHIND):
        return settled, True
    return after, False


def since(session: Session, after: int, until: int, watchers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return {"items", "next", "more"}: what was said in the rows behind `after`, up to the row `until`."""
    if until <= after or not watchers:
        return {"items": [], "next": max(after, until), "more": False}
    rows = run(session, _BETWEEN, {"after": after, "until": until}).all()
    said = _said(session, rows)
    more = len(rows) == PAGE
    items = told(said, _ears(session, watchers)) if said else []
    return {"items": items, "next": rows[-1].id if more else until, "more": more}


def _said(session: Session, rows: Sequence[Any]) -> list[Said]:
    bodies = [orjson.loads(row.body)["data"] for row in rows]
    ids = {data["handover"] for data in bodies if "handover" in data}
    askers: dict[str, str] = {}
    if ids:
        query = select(Handover.id, Handover.requested_by).where(Handover.id.in_(ids))
        askers = {row.id: row.requested_by for row in session.execute(query)}
    return [
        Said(row.id, row.type, None if row.department == "none" else row.department, data,
             askers.get(data.get("handover", "")))
        for row, data in zip(rows, bodies, strict=True)
    ]  # fmt: skip


def _ears(session: Session, watchers: Sequence[dict[str, Any]]) -> list[Ear]:
    """Return the screens with what their people may do now: one query for all."""
    tiers = catalogue.tiers_of_all(session, {watcher["subject"] for watcher in watchers})
    return [_ear(watcher, tiers.get(watcher["subject"], {})) for watcher in watchers]


def _ear(watcher: dict[str, Any], tiers: dict[str, str]) -> Ear:
    caller = Caller("staff", watcher["subject"], tuple(watcher["roles"]))
    return Ear(Standing.of_staff(caller, tiers), frozenset(watcher["numbers"]), frozenset(watcher["departments"]))
