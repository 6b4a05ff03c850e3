"""What other servers say of the requests they have: asked for by cursor, or by numbers where they know no cursor."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.routing import measures
from services.routing.models import Forwarding, OutsideServer
from services.routing.outside import client, forwardings
from services.routing.outside.client import Server

# Clocks differ and transactions end out of order: what changed shortly before is asked for again.
OVERLAP = timedelta(minutes=5)
# Whoever closes a request may still open it again.
LOOK_AFTER_CLOSING = timedelta(days=30)
LONGEST_WAIT_SECONDS = 3600.0
TABLE = Forwarding.__table__


def any_due(session: Session) -> bool:
    """Whether it is any server's turn."""
    query = select(OutsideServer.agency).where(OutsideServer.active, OutsideServer.poll_at <= clock.now())
    return session.execute(query.limit(1)).first() is not None


def due(session: Session, seconds: float) -> list[dict[str, Any]]:
    """Take the servers whose turn it is; while one is polled, nobody else polls it."""
    now = clock.now()
    query = select(OutsideServer).where(OutsideServer.active, OutsideServer.poll_at <= now)
    rows = session.execute(query.with_for_update(skip_locked=True)).scalars().all()
    for row in rows:
        row.poll_at = now + timedelta(seconds=min(seconds * 2 ** min(row.failures, 16), LONGEST_WAIT_SECONDS))
    names = ("agency", "url", "jurisdiction_id", "sealed_key", "polls", "updates_until")
    return [{name: getattr(row, name) for name in names} for row in rows]


def there(session: Session, agency: str) -> list[dict[str, Any]]:
    """Return what an agency has of ours: open, waiting for a number, or closed not long ago."""
    recent = (TABLE.c.state == forwardings.CLOSED) & (TABLE.c.settled_at > clock.now() - LOOK_AFTER_CLOSING)
    open_there = TABLE.c.state.in_((forwardings.TOKEN, forwardings.SENT))
    rows = session.execute(select(TABLE).where(TABLE.c.agency == agency, open_there | recent)).mappings()
    return [dict(row) for row in rows]


def ask(server: Server, polled: Mapping[str, Any], ours: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what the server shows of our requests; ServerAway when it does not answer."""
    if polled["polls"] == "updates":
        until = clock.as_utc(polled["updates_until"])
        return client.updates(server, until - OVERLAP if until else _first(ours))
    return client.by_numbers(server, [row["remote_number"] for row in ours if row["remote_number"]])


def _first(ours: Sequence[Mapping[str, Any]]) -> datetime:
    """Return where the first poll begins: a day before our first request there, whatever the other clock says."""
    return min(clock.as_utc(row["made_at"]) or clock.now() for row in ours) - timedelta(days=1)


def numbers_of_tokens(server: Server, ours: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the numbers that tokens have become, by the forwarding's id."""
    found = {}
    for row in ours:
        if row["state"] == forwardings.TOKEN:
            said = server.ask(f"tokens/{row['token']}")
            if said and (number := client.text(said[0].get("service_request_id"))):
                found[row["id"]] = number
    return found


def keep(session: Session, agency: str, seen: Sequence[Mapping[str, Any]]) -> None:
    """Write down what has changed, and from where the next poll goes on: by the other server's own clock."""
    changed = forwardings.observe(session, agency, seen)
    latest: datetime | None = max((one["updated_at"] for one in seen if one["updated_at"]), default=None)
    values: dict[str, Any] = {"failures": 0} | ({"updates_until": latest} if latest else {})
    session.execute(update(OutsideServer).where(OutsideServer.agency == agency).values(values))
    measures.outside_polls_total.labels("answered").inc()
    measures.forwarded_changes_total.inc(changed)


def note_failure(session: Session, agency: str) -> None:
    """The server did not answer: the next poll is later, twice as long each time, an hour at most."""
    failed = update(OutsideServer).where(OutsideServer.agency == agency)
    session.execute(failed.values(failures=OutsideServer.failures + 1))
    measures.outside_polls_total.labels("away").inc()
