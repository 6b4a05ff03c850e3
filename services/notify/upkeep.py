"""Upkeep: orphaned messages are freed, what is pending is counted, words and addresses are forgotten in time."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from services.notify import measures
from services.notify.claims import free_orphans
from services.notify.erasures import is_held
from services.notify.messages import MESSAGES
from services.notify.office import Office
from services.notify.printing import BATCHES

AT_ONCE = 1000
CHANNELS = ("email", "letter")
_PERSONAL = ("recipient", "addressee", "subject", "body", "pin")


def free_and_count(session: Session, now: datetime) -> None:
    """Free what dead senders held and refresh the gauge of what is pending."""
    measures.mails_ambiguous_total.inc(free_orphans(session, now))
    unsettled = MESSAGES.c.state.in_(("pending", "sending"))
    query = select(MESSAGES.c.channel, func.count().label("total")).where(unsettled).group_by(MESSAGES.c.channel)
    counts = {row.channel: row.total for row in session.execute(query)}
    for channel in CHANNELS:
        measures.messages_pending.labels(channel).set(counts.get(channel, 0))


def forget(session: Session, office: Office, now: datetime) -> int:
    """Erase words and addresses of messages settled long enough ago and return how many; call again while it is full.

    What a legal hold keeps stays.
    A letter keeps them as long as its batch lies in the folder, so that the batch can be printed again.
    """
    old_mail = (MESSAGES.c.batch_id.is_(None)) & (MESSAGES.c.settled_at < now - office.keep_mail)
    old_letter = MESSAGES.c.settled_at < now - office.keep_letters
    due = select(MESSAGES.c.id).where(
        MESSAGES.c.body.is_not(None), MESSAGES.c.settled_at.is_not(None), or_(old_mail, old_letter), ~is_held()
    )
    values: dict[str, Any] = dict.fromkeys(_PERSONAL)
    statement = update(MESSAGES).where(MESSAGES.c.id.in_(due.limit(AT_ONCE))).values(values)
    return len(session.execute(statement.returning(MESSAGES.c.id)).all())


def old_batches(session: Session, office: Office, now: datetime) -> list[str]:
    """Return the batches whose letters have lain in the folder long enough; one with a held letter stays."""
    old = (BATCHES.c.state == "ready") & (BATCHES.c.ready_at < now - office.keep_letters)
    held = select(MESSAGES.c.batch_id).where(MESSAGES.c.batch_id.is_not(None), is_held())
    return list(session.execute(select(BATCHES.c.id).where(old, BATCHES.c.id.not_in(held))).scalars())


def mark_deleted(session: Session, batch_id: str) -> None:
    """Remember that the folder of a batch is gone."""
    session.execute(update(BATCHES).where(BATCHES.c.id == batch_id).values(state="deleted"))
