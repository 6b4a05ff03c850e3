"""Dead letters: events that a webhook has refused for good; listed, sent again, settled."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.contract.webhooks import DeadLetterNotFound, LetterNotDead
from services.routing.models import DeadLetter, FeedRow
from services.routing.webhooks.deliveries import DEAD, DELIVERED, WAITING, Hook
from services.routing.webhooks.sending import Came

AT_ONCE = 20
SHOWN = ("id", "department", "webhook", "position", "event_id", "type", "subject", "attempts", "reason", "state")


def waiting(session: Session, hook: Hook) -> Sequence[Any]:
    """Return what is to be sent there again, with the events' bodies: id, event_id, body."""
    query = select(DeadLetter.id, DeadLetter.event_id, FeedRow.body).join(
        FeedRow, (FeedRow.department == DeadLetter.department) & (FeedRow.position == DeadLetter.position)
    )
    mine = (DeadLetter.department == hook.department) & (DeadLetter.webhook == hook.name)
    query = query.where(mine, DeadLetter.state == WAITING)
    return session.execute(query.order_by(DeadLetter.position).limit(AT_ONCE)).all()


def settle(session: Session, letter_id: str, came: Came) -> None:
    """Note what came of sending one again."""
    values: dict[str, Any] = {"attempts": DeadLetter.attempts + 1}
    values |= {"state": DELIVERED} if came.delivered else {"state": DEAD, "reason": came.reason}
    sent = update(DeadLetter).where(DeadLetter.id == letter_id, DeadLetter.state == WAITING)
    session.execute(sent.values(values | {"settled_at": clock.now()}))


def page(session: Session, wanted: dict[str, Any], departments: Sequence[str] | None) -> dict[str, Any]:
    """Return a page, newest first; None as departments: of all."""
    query = select(DeadLetter).order_by(DeadLetter.id.desc()).limit(wanted["limit"] + 1)
    if departments is not None:
        query = query.where(DeadLetter.department.in_(departments))
    for name in ("webhook", "state"):
        if wanted[name]:
            query = query.where(getattr(DeadLetter, name) == wanted[name])
    if wanted["cursor"]:
        query = query.where(DeadLetter.id < wanted["cursor"])
    rows = session.execute(query).scalars().all()
    shown = rows[: wanted["limit"]]
    return {"items": [view(row) for row in shown], "next": shown[-1].id if len(rows) > len(shown) else None}


def find(session: Session, letter_id: str) -> DeadLetter:
    """Return a dead letter, locked; DeadLetterNotFound when there is none."""
    row = session.get(DeadLetter, letter_id, with_for_update=True)
    if row is None:
        raise DeadLetterNotFound()
    return row


def send_again(session: Session, row: DeadLetter) -> dict[str, Any]:
    """Have it sent again, with the webhook's next turn."""
    if row.state != DEAD:
        raise LetterNotDead()
    row.state, row.settled_at = WAITING, None
    session.flush()
    return view(row)


def view(row: DeadLetter) -> dict[str, Any]:
    """Return a dead letter as both sides see it."""
    times = {name: clock.as_utc(getattr(row, name)) for name in ("at", "settled_at")}
    return {name: getattr(row, name) for name in SHOWN} | times
