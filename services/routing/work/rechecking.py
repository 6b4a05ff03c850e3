"""Rechecking: after layers became active, open requests are looked at again and the differences are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.common.statements import upsert
from services.routing.catalogue.catalogue import Catalogue
from services.routing.models import BoundaryChange, BoundaryCheck
from services.routing.work.boundaries import Changed, OpenRequest, compare
from services.routing.work.cases import facts_of, lock_cases
from services.routing.work.places import Place, as_kept

AT_ONCE = 250
SETTLED_SECONDS = 2  # requests that were routed on the old map just before the instant are there by then


@dataclass(frozen=True)
class Due:
    """A check that has work left: which versions hold since then, behind which number it goes on."""

    id: str
    versions: list[dict[str, Any]]
    behind: str

    @property
    def kinds(self) -> list[str]:
        """The kinds of layer that changed."""
        return [version["kind"] for version in self.versions]


def plan_checks(session: Session, events: Sequence[Heard]) -> None:
    """Note the activations that were heard of; the same one twice is one."""
    rows = [_row(event) for event in events]
    statement = upsert(session, BoundaryCheck.__table__)
    session.execute(statement.on_conflict_do_nothing(index_elements=["id"]), rows)


def _row(event: Heard) -> dict[str, Any]:
    owner = event.data["jurisdiction_id"]
    versions = [
        {"jurisdiction_id": owner, "kind": layer["kind"], "version": layer["version"]} for layer in event.data["layers"]
    ]
    return {
        "id": event.id, "jurisdiction_id": owner, "versions": versions, "behind": "", "looked_at": 0,
        "active_at": clock.parse(event.data["active_at"]), "finished": False,
    }  # fmt: skip


def due(session: Session, now: datetime) -> Due | None:
    """The oldest check that has work left and whose layers hold."""
    settled = now - timedelta(seconds=SETTLED_SECONDS)
    query = select(BoundaryCheck).where(BoundaryCheck.finished.is_(False), BoundaryCheck.active_at <= settled)
    row = session.execute(query.order_by(BoundaryCheck.active_at, BoundaryCheck.id).limit(1)).scalar_one_or_none()
    return Due(row.id, row.versions, row.behind) if row else None


def keep(
    session: Session, catalogue: Catalogue, check: Due, found: Sequence[OpenRequest], places: Mapping[str, Place]
) -> list[Changed]:
    """Write down what is different for these requests and go on behind them; decisions to come use the new place.

    The work stays where it is: a person moves it who has seen the list.
    """
    row = session.get_one(BoundaryCheck, check.id, with_for_update=True)
    if row.finished or row.behind != check.behind:
        return []  # another process was faster
    row.behind, row.finished = (found[-1].facts.number if found else row.behind), len(found) < AT_ONCE
    row.looked_at += len(found)
    locked = lock_cases(session, (one.facts.number for one in found))
    same = [one for one in found if facts_of(locked[one.facts.number]) == one.facts]
    changed = compare(catalogue, same, places, check.kinds)
    for one in changed:
        locked[one.request.facts.number].place = as_kept(one.place)
        session.add(_change(check, one))
    return changed


def _change(check: Due, one: Changed) -> BoundaryChange:
    number = one.request.facts.number
    return BoundaryChange(check_id=check.id, number=number, at=clock.now(), moves=one.moves, change=one.as_answer())


def list_changes(session: Session, wish: Mapping[str, Any]) -> dict[str, Any]:
    """A page of differences, the newest first."""
    query = select(BoundaryChange).order_by(BoundaryChange.id.desc())
    if wish["activation"]:
        query = query.where(BoundaryChange.check_id == wish["activation"])
    if wish["moves"]:
        query = query.where(BoundaryChange.moves)
    if wish["cursor"]:
        query = query.where(BoundaryChange.id < int(wish["cursor"]))
    rows = list(session.execute(query.limit(wish["limit"] + 1)).scalars())
    page = rows[: wish["limit"]]
    items = [row.change | {"activation": row.check_id, "at": row.at} for row in page]
    return {"items": items, "next": str(page[-1].id) if len(rows) > len(page) else None}
