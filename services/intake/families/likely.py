"""What looks like the same thing: of the same type, near or at the same address, and still being worked on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.statements import run
from services.intake.catalogue import is_public
from services.intake.families import spots
from services.intake.models import ServiceRequest
from services.intake.opened import Opening

LOOK_BACK = timedelta(days=84)
MOST_SHOWN = 5
MOST_READ = 200
OVER = ("closed", "referred")
_TABLE = ServiceRequest.__table__
_COLUMNS = ("number", "service_code", "status", "requested_at", "lat", "long", "cell", "street", "drill")
_QUERY = (
    select(*(_TABLE.c[name] for name in _COLUMNS))
    .where(
        or_(
            _TABLE.c.cell.in_(bindparam("cells", expanding=True)),
            _TABLE.c.street.in_(bindparam("streets", expanding=True)),
        ),
        _TABLE.c.status.not_in(OVER),
        _TABLE.c.merged_into.is_(None),
        _TABLE.c.requested_at > bindparam("since"),
    )
    .order_by(_TABLE.c.id.desc())
    .limit(MOST_READ)
)
NOWHERE = -1  # no cell and no street has this number


@dataclass(frozen=True)
class Spot:
    """Where something of a service type is; a drill is like other drills only."""

    service_code: str
    point: tuple[float, float] | None
    cells: tuple[int, ...]
    street: int | None
    drill: bool = False


def spot(service_code: str, location: dict[str, Any] | None, drill: bool = False) -> Spot | None:
    """Return where to look: near the point, and at the address; None when there is neither."""
    said = location or {}
    lat, long = said.get("lat"), said.get("long")
    street = spots.street_of(service_code, said.get("address"))
    if lat is not None and long is not None:
        return Spot(service_code, (lat, long), tuple(spots.cells_near(service_code, lat, long)), street, drill)
    return None if street is None else Spot(service_code, None, (), street, drill)


def find(session: Session, wanted: Sequence[Spot | None]) -> list[list[Any]]:
    """Return for each place what looks like the same, nearest and then newest first; one query for all of them."""
    known = [one for one in wanted if one is not None]
    if not known:
        return [[] for _ in wanted]
    values = {
        "cells": sorted({cell for one in known for cell in one.cells}) or [NOWHERE],
        "streets": sorted({one.street for one in known if one.street is not None}) or [NOWHERE],
        "since": clock.now() - LOOK_BACK,
    }
    rows = run(session, _QUERY, values).all()
    return [_like(one, rows) if one and rows else [] for one in wanted]


def _like(wanted: Spot, rows: Iterable[Any]) -> list[Any]:
    near = [(distance(wanted, row), row) for row in rows if _may_be(wanted, row)]
    same = [(metres, row) for metres, row in near if metres <= spots.NEAR_METRES]
    same.sort(key=lambda pair: pair[0])
    return [row for _, row in same[:MOST_SHOWN]]


def _may_be(wanted: Spot, row: Any) -> bool:
    if row.service_code != wanted.service_code or row.drill != wanted.drill:
        return False
    return row.cell in wanted.cells or (wanted.street is not None and row.street == wanted.street)


def distance(wanted: Spot, row: Any) -> float:
    """Return how many metres apart they are; at the same address none."""
    if wanted.point is None or row.lat is None:
        return 0.0
    return spots.metres_between(wanted.point, (row.lat, row.long))


def note(session: Session, openings: Sequence[Opening]) -> None:
    """Name on each opening what it may repeat; what others asked for privately is named to staff alone."""
    wanted = [spot(o.message["service_code"], o.message.get("location"), o.message["drill"]) for o in openings]
    for place, (opening, found) in enumerate(zip(openings, find(session, wanted), strict=True)):
        if opening.caller.kind == "staff" or is_public(opening.service):
            earlier = [(o.number, s) for o, s in zip(openings[:place], wanted, strict=False)]
            opening.duplicates = (among(earlier, wanted[place]) + [row.number for row in found])[:MOST_SHOWN]


def among(earlier: Sequence[tuple[str, Spot | None]], wanted: Spot | None) -> list[str]:
    """Return the numbers of those that were opened at the same moment a little earlier and look like the same."""
    if wanted is None:
        return []
    return [number for number, other in earlier if other is not None and _same_moment(wanted, other)]


def _same_moment(wanted: Spot, other: Spot) -> bool:
    if (wanted.service_code, wanted.drill) != (other.service_code, other.drill):
        return False
    if wanted.point and other.point:
        return spots.metres_between(wanted.point, other.point) <= spots.NEAR_METRES
    return wanted.street is not None and wanted.street == other.street
