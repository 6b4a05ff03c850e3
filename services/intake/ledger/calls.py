"""Telephone calls: kept as the telephone system tells them, piece by piece, and joined to their contacts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.statements import per_dialect, run
from services.intake.contract.refusals import CallNotFound
from services.intake.ledger import seeing, showing
from services.intake.models import Contact, TelephoneCall
from services.intake.policy import Standing

CALLS, CONTACTS = TelephoneCall.__table__, Contact.__table__
MEMBERS = tuple(c.name for c in CALLS.columns)
LATER = ("dialled", "queue", "language", "agent", "ring_seconds", "queue_seconds", "talk_seconds", "wrap_seconds")

# The seconds of a call may arrive after its contact was logged; what an agent has said stays.
_TIMED = update(CONTACTS).where(CONTACTS.c.call_id == bindparam("call"))
_TIMED = _TIMED.values(
    {name: func.coalesce(CONTACTS.c[name], bindparam(name)) for name in ("talk_seconds", "wrap_seconds")}
)


@per_dialect
def _kept(insert: Any) -> Any:
    """INSERT of a call that adds to one that is known what it says more."""
    statement = insert(CALLS)
    new = statement.excluded
    added: dict[str, Any] = {name: func.coalesce(new[name], CALLS.c[name]) for name in LATER}
    added["abandoned"] = new.abandoned | CALLS.c.abandoned
    return statement.on_conflict_do_update(index_elements=["id"], set_=added)


def keep(session: Session, calls: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Write calls, in one order by all; return how many were new."""
    ids = sorted(call["id"] for call in calls)
    known = set(session.execute(select(TelephoneCall.id).where(TelephoneCall.id.in_(ids))).scalars())
    now = clock.now()
    blank = dict.fromkeys(MEMBERS) | {"abandoned": False, "started_at": now}
    run(session, _kept(session), [blank | call for call in sorted(calls, key=lambda call: call["id"])])
    times = [
        {"call": c["id"], "talk_seconds": c.get("talk_seconds"), "wrap_seconds": c.get("wrap_seconds")}
        for c in calls
        if c["id"] in known and (c.get("talk_seconds") is not None or c.get("wrap_seconds") is not None)
    ]
    if times:
        run(session, _TIMED, times)
    items = [{"id": call["id"], "screen_pop": f"/v1/calls/{call['id']}"} for call in calls]
    return {"new": len(ids) - len(known), "items": items}


def complete(session: Session, message: dict[str, Any]) -> None:
    """Add to a contact what its call says and its agent did not; an anonymous one learns nothing from its call."""
    if not message["call_id"] or message["anonymous"]:
        return
    call = session.get(TelephoneCall, message["call_id"])
    if call is None:
        return
    for name in ("dialled", "talk_seconds", "wrap_seconds"):
        if message[name] is None:
            message[name] = getattr(call, name)


def read(session: Session, call_id: str, standing: Standing) -> dict[str, Any]:
    """Return a call with what was logged about it, and the beginning of its contact."""
    call = session.get(TelephoneCall, call_id)
    if call is None:
        raise CallNotFound()
    logged = select(Contact).where(Contact.call_id == call_id, seeing.visible(standing)).order_by(Contact.id)
    contact = {
        "channel": "phone",
        "call_id": call.id,
        "dialled": call.dialled,
        "language": call.language or "en",
        "talk_seconds": call.talk_seconds,
        "wrap_seconds": call.wrap_seconds,
    }
    shown = showing.as_row(call) | {"started_at": clock.as_utc(call.started_at)}
    return shown | {"contacts": showing.listed(session, session.execute(logged).scalars().all()), "contact": contact}
