"""What is read of forwardings: by senders, by staff, by intake."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.contract.refusals import ForwardingNotFailed, ForwardingNotFound
from services.routing.models import Forwarding, OutsideServer
from services.routing.outside.forwardings import FAILED, WAITING

SHOWN = ("id", "number", "agency", "service_code", "state", "attempts", "reason", "remote_number", "remote_status",
         "remote_notes")  # fmt: skip
TIMES = ("made_at", "remote_updated_at", "settled_at")


def servers_of(session: Session, rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the servers that the rows go to, by agency; one that was switched off is not there."""
    agencies = {row["agency"] for row in rows}
    query = select(OutsideServer).where(OutsideServer.agency.in_(agencies), OutsideServer.active)
    names = ("url", "jurisdiction_id", "sealed_key")
    return {row.agency: {n: getattr(row, n) for n in names} for row in session.execute(query).scalars()}


def view(row: Forwarding) -> dict[str, Any]:
    """Return a forwarding as staff see it."""
    times = {name: clock.as_utc(getattr(row, name)) for name in TIMES}
    return {name: getattr(row, name) for name in SHOWN} | times


def page(session: Session, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return a page, newest first."""
    query = select(Forwarding).order_by(Forwarding.id.desc()).limit(wanted["limit"] + 1)
    for name in ("number", "agency", "state"):
        if wanted[name]:
            query = query.where(getattr(Forwarding, name) == wanted[name])
    if wanted["cursor"]:
        query = query.where(Forwarding.id < wanted["cursor"])
    rows = session.execute(query).scalars().all()
    shown = rows[: wanted["limit"]]
    return {"items": [view(row) for row in shown], "next": shown[-1].id if len(rows) > len(shown) else None}


def retry(session: Session, forwarding_id: str) -> dict[str, Any]:
    """Put one that was given up in line again; whether it arrived then is looked up first."""
    row = session.get(Forwarding, forwarding_id, with_for_update=True)
    if row is None:
        raise ForwardingNotFound()
    if row.state != FAILED:
        raise ForwardingNotFailed()
    row.state, row.made_at, row.not_before, row.settled_at = WAITING, clock.now(), clock.now(), None
    session.flush()
    return view(row)


def notes(session: Session, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return what agencies wrote about these."""
    query = select(Forwarding.id, Forwarding.remote_notes).where(Forwarding.id.in_(ids))
    return [{"forwarding_id": row.id, "notes": row.remote_notes} for row in session.execute(query)]
