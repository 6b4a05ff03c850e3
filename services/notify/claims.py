"""Who sends what now: rows are claimed for a while, so that no two senders take one, and come free when one dies."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, literal_column, select, update
from sqlalchemy.orm import Session

from services.common.statements import run
from services.notify.messages import MESSAGES

LEASE = timedelta(seconds=12)
# Written out, not bound: SQLite uses an index over some rows only where the statement shows that these are meant.
PENDING = MESSAGES.c.state == literal_column("'pending'")
SENDING = MESSAGES.c.state == literal_column("'sending'")

CLAIMED = [
    MESSAGES.c[name]
    for name in (
        *("id", "event_id", "recipient_hash", "number", "sequence", "step", "channel", "language", "department"),
        *("recipient", "addressee", "subject", "body", "pin", "attempts", "ambiguous"),
        *("tried_at", "written_at", "batch_id"),
    )
]


def _due(channel: str) -> Any:
    """The ids of what is due on a channel `now`, oldest first, at `most` so many."""
    due = and_(PENDING, MESSAGES.c.channel == channel, MESSAGES.c.not_before <= bindparam("now"))
    return select(MESSAGES.c.id).where(due).order_by(MESSAGES.c.not_before, MESSAGES.c.id).limit(bindparam("most"))


def _claim(channel: str, **more: Any) -> Any:
    values = more | {
        "state": "sending",
        "claimed_by": bindparam("owner"),
        "claimed_until": bindparam("until"),
        "attempts": MESSAGES.c.attempts + 1,
        "tried_at": func.coalesce(MESSAGES.c.tried_at, bindparam("now")),
    }
    # A named query: PostgreSQL may run a plain subquery again for each row and then claim more than was asked for.
    chosen = _due(channel).with_for_update(skip_locked=True, of=MESSAGES).cte("chosen")
    return update(MESSAGES).where(MESSAGES.c.id.in_(select(chosen.c.id))).values(values).returning(*CLAIMED)


_DUE = {channel: _due(channel) for channel in ("email", "letter")}
_MAILS = _claim("email")
_LETTERS = _claim("letter", batch_id=func.coalesce(MESSAGES.c.batch_id, bindparam("batch")))


def claim_mails(session: Session, owner: str, now: datetime, most: int) -> list[dict[str, Any]]:
    """Claim the mails due, oldest first."""
    return _claimed(session, _MAILS, {"owner": owner, "now": now, "most": most}) if most else []


def claim_letters(session: Session, owner: str, now: datetime, most: int, batch_id: str) -> list[dict[str, Any]]:
    """Claim the letters due for a batch; one that was begun for an earlier batch, still open, stays in that."""
    return _claimed(session, _LETTERS, {"owner": owner, "now": now, "most": most, "batch": batch_id})


def _claimed(session: Session, claim: Any, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    rows = run(session, claim, wanted | {"until": wanted["now"] + LEASE}).mappings()
    return sorted((dict(row) for row in rows), key=lambda row: (row["number"], row["sequence"]))


def renew(session: Session, owner: str, ids: Iterable[str], now: datetime) -> None:
    """Keep what a living sender is still at."""
    mine = and_(MESSAGES.c.id.in_(list(ids)), MESSAGES.c.claimed_by == owner, SENDING)
    session.execute(update(MESSAGES).where(mine).values(claimed_until=now + LEASE))


def release(session: Session, owner: str, ids: Iterable[str], not_before: datetime) -> None:
    """Give back what was not tried: the server is away, the service stops, or an older mail has to go first."""
    mine = and_(MESSAGES.c.id.in_(list(ids)), MESSAGES.c.claimed_by == owner, SENDING)
    values = {"state": "pending", "claimed_by": None, "not_before": not_before, "attempts": MESSAGES.c.attempts - 1}
    session.execute(update(MESSAGES).where(mine).values(values))


def free_orphans(session: Session, now: datetime, leased: timedelta = timedelta()) -> int:
    """Free what a sender left when it died; return how many mails were among it, of which nobody knows the fate.

    They are sent again under the same Message-ID. A letter is printed again into the same file. What is leased for
    longer than `leased` from now belongs to a living sender.
    """
    orphaned = and_(SENDING, MESSAGES.c.claimed_until < now + leased)
    mail = case((MESSAGES.c.channel == "email", 1), else_=0)
    values = {"state": "pending", "claimed_by": None, "not_before": now, "ambiguous": MESSAGES.c.ambiguous + mail}
    statement = update(MESSAGES).where(orphaned).values(values).returning(MESSAGES.c.channel)
    return list(session.execute(statement).scalars()).count("email")


def any_due(session: Session, channel: str, now: datetime) -> bool:
    """Whether there is anything to claim."""
    return run(session, _DUE[channel], {"now": now, "most": 1}).first() is not None
