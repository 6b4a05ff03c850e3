"""Requests that are handed over: planned with the referral, claimed by a sender, settled, listed; each once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.outbox import say
from services.routing import measures
from services.routing.models import Forwarding, OutsideServer

WAITING, TOKEN, SENT, CLOSED, FAILED, STOPPED = "waiting", "token", "sent", "closed", "failed", "stopped"
UNSETTLED = (WAITING, TOKEN, SENT)
LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
AT_ONCE = 20
TABLE = Forwarding.__table__


@dataclass(frozen=True)
class Tried:
    """What came of an attempt: kind is sent, token, refused (for good), not_sent, or unsure (it may have arrived)."""

    kind: str
    reason: str | None = None
    number: str | None = None
    token: str | None = None
    wait_seconds: float = 0.0


def plan(session: Session, referred: Sequence[Mapping[str, Any]]) -> set[str]:
    """Note that requests are to be handed over, where the agency has a server that knows their type; returns which.

    One that is on its way to that agency already, or there, is not sent again.
    """
    agencies = {one["agency"] for one in referred}
    query = select(OutsideServer).where(OutsideServer.agency.in_(agencies), OutsideServer.active)
    servers = {row.agency: row.services for row in session.execute(query).scalars()}
    wanted = [one for one in referred if one["service_code"] in servers.get(one["agency"], {})]
    if not wanted:
        return set()
    numbers = [one["number"] for one in wanted]
    there = select(Forwarding.number, Forwarding.agency).where(
        Forwarding.number.in_(numbers), Forwarding.state.in_(UNSETTLED)
    )
    known = {tuple(row) for row in session.execute(there)}
    rows = [_new(one, servers) for one in wanted if (one["number"], one["agency"]) not in known]
    if rows:
        session.execute(insert(TABLE), rows)
    return set(numbers)


def _new(one: Mapping[str, Any], servers: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    now = clock.now()
    code = servers[one["agency"]][one["service_code"]]
    return {"id": uuid7(), "number": one["number"], "agency": one["agency"], "service_code": code, "state": WAITING,
            "made_at": now, "not_before": now, "attempts": 0, "unsure": False}  # fmt: skip


def stop(session: Session, numbers: Sequence[str]) -> None:
    """The requests are needed no longer: those that have not left do not leave."""
    never = TABLE.c.number.in_(numbers) & (TABLE.c.state == WAITING) & ~TABLE.c.unsure
    session.execute(update(TABLE).where(never).values(state=STOPPED, settled_at=clock.now()))


def due(session: Session) -> dict[str, str]:
    """Return the numbers of what is to be sent now, by the forwarding's id; the oldest first."""
    waiting = select(TABLE.c.id, TABLE.c.number).where(TABLE.c.state == WAITING, TABLE.c.not_before <= clock.now())
    rows = session.execute(waiting.order_by(TABLE.c.not_before, TABLE.c.id).limit(AT_ONCE))
    return {row.id: row.number for row in rows}


def claim(session: Session, ids: Collection[str]) -> list[dict[str, Any]]:
    """Take those of them that nobody else has taken, for a minute, and return them as they were before.

    Whether this attempt arrives is unknown until it is settled: whoever finds it later asks the other server first.
    """
    now = clock.now()
    free = select(TABLE).where(TABLE.c.id.in_(ids), TABLE.c.state == WAITING, TABLE.c.not_before <= now)
    rows = [dict(row) for row in session.execute(free.with_for_update(skip_locked=True)).mappings()]
    if rows:
        claimed = update(TABLE).where(TABLE.c.id.in_([row["id"] for row in rows]))
        first = func.coalesce(TABLE.c.first_tried_at, now)
        values = {"not_before": now + LEASE, "attempts": TABLE.c.attempts + 1, "unsure": True, "first_tried_at": first}
        session.execute(claimed.values(values))
    return [row | {"first_tried_at": row["first_tried_at"] or now} for row in rows]


def settle(session: Session, row: Mapping[str, Any], tried: Tried, first_wait: float) -> None:
    """Write down what came of an attempt, and say it where it changes what the resident is told."""
    now = clock.now()
    measures.forwarding_attempts_total.labels(tried.kind).inc()
    if tried.kind in (SENT, TOKEN):
        values = {"state": tried.kind, "remote_number": tried.number, "token": tried.token, "remote_status": "open"}
        _write(session, row, values | {"unsure": False, "reason": None})
        if tried.kind == SENT:
            say(session, [event("request_forwarded", row, remote_number=tried.number)])
    elif tried.kind == "refused" or now - (clock.as_utc(row["made_at"]) or now) > GIVE_UP_AFTER:
        _write(session, row, {"state": FAILED, "reason": tried.reason, "settled_at": now})
        say(session, [event("forwarding_failed", row, reason=tried.reason)])
    else:
        wait = max(tried.wait_seconds, min(first_wait * 2 ** min(row["attempts"], 16), LONGEST_WAIT.total_seconds()))
        unsure = tried.kind == "unsure" or bool(row["unsure"])
        _write(session, row, {"not_before": now + timedelta(seconds=wait), "reason": tried.reason, "unsure": unsure})


def _write(session: Session, row: Mapping[str, Any], values: dict[str, Any]) -> None:
    session.execute(update(TABLE).where(TABLE.c.id == row["id"]).values(values))


def event(type: str, row: Mapping[str, Any], **data: Any) -> Event:
    """Return what is said of a forwarding; their words are fetched, not said."""
    about = {"number": row["number"], "agency": row["agency"], "forwarding_id": row["id"], "drill": False}
    return Event(type, row["number"], about | data)


def observe(session: Session, agency: str, seen: Sequence[Mapping[str, Any]]) -> int:
    """Compare what an agency's server shows with what we know; say what has changed. Returns how many did."""
    by_number = {one["number"]: one for one in seen}
    query = select(TABLE).where(TABLE.c.agency == agency, TABLE.c.remote_number.in_(sorted(by_number)))
    rows = session.execute(query.with_for_update()).mappings().all()
    changed = [row for row in rows if row["state"] in (SENT, CLOSED) and _differs(row, by_number[row["remote_number"]])]
    for row in changed:
        _take_over(session, row, by_number[row["remote_number"]])
    return len(changed)


def _differs(row: Mapping[str, Any], seen: Mapping[str, Any]) -> bool:
    """An older picture than the known one changes nothing."""
    known_at: datetime | None = clock.as_utc(row["remote_updated_at"])
    if known_at and seen["updated_at"] and seen["updated_at"] < known_at:
        return False
    return bool((row["remote_status"], row["remote_notes"]) != (seen["status"], seen["notes"]))


def _take_over(session: Session, row: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    is_closed, was_closed = seen["status"] == CLOSED, row["state"] == CLOSED
    values = {"remote_status": seen["status"], "remote_notes": seen["notes"], "remote_updated_at": seen["updated_at"]}
    values |= {"state": CLOSED if is_closed else SENT, "settled_at": clock.now() if is_closed else None}
    _write(session, row, values)
    if is_closed != was_closed:
        said = "forwarded_request_closed" if is_closed else "forwarded_request_reopened"
        say(session, [event(said, row)])


def number_found(session: Session, row: Mapping[str, Any], number: str) -> None:
    """A token has become a number."""
    _write(session, row, {"state": SENT, "remote_number": number})
    say(session, [event("request_forwarded", row, remote_number=number)])
