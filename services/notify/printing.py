"""The batches in the database: which is open, what lies in it, when it is closed and told of."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from services.common import outbox
from services.common.envelope import Event
from services.common.statements import upsert
from services.notify import measures
from services.notify.batches import batch_day, closes_at, next_working_day
from services.notify.endings import settled
from services.notify.messages import MESSAGES
from services.notify.models import LetterBatch
from services.notify.office import Office
from services.notify.settling import Row, notice_event, settle_sent

BATCHES = LetterBatch.__table__


def open_batch(session: Session, office: Office, now: datetime) -> str:
    """Return the batch that takes letters now, locked until the end of the transaction so that it stays open."""
    day = batch_day(now, office.zone, office.cut_off)
    while _state(session, day, now) != "open":
        day = next_working_day(day)
    return day.isoformat()


def _state(session: Session, day: date, now: datetime) -> str:
    row = {"id": day.isoformat(), "day": day, "state": "open", "letters": 0, "pages": 0, "opened_at": now}
    insert = upsert(session, BATCHES).values(row)
    session.execute(insert.on_conflict_do_nothing(index_elements=["id"]))
    query = select(BATCHES.c.state).where(BATCHES.c.id == row["id"]).with_for_update()
    return session.execute(query).scalar_one()


def settle_letters(session: Session, owner: str, printed: Sequence[Row], now: datetime) -> None:
    """Mark the letters of one batch as sent, each with its place in it, and say so.

    printed are message rows with batch_id, sha256 and pages; what the owner no longer holds is left to who does.
    """
    held = settle_sent(session, owner, printed, now)
    if not held:
        return
    pages = sum(row["pages"] for row in held)
    batch = BATCHES.c.id == held[0]["batch_id"]
    counted = {"letters": BATCHES.c.letters + len(held), "pages": BATCHES.c.pages + pages}
    statement = update(BATCHES).where(batch).values(counted).returning(BATCHES.c.letters)
    first = session.execute(statement).scalar_one() - len(held) + 1
    places = [
        {"message": row["id"], "place": place, "sum": row["sha256"], "leaves": row["pages"]}
        for place, row in enumerate(held, first)
    ]
    session.connection().execute(_PLACES, places)
    outbox.say(session, [notice_event("notice_delivered", row) for row in held] + settled(held))


_PLACES = (
    update(MESSAGES)
    .where(MESSAGES.c.id == bindparam("message"))
    .values(batch_sequence=bindparam("place"), sha256=bindparam("sum"), pages=bindparam("leaves"))
)


def letters_in(session: Session, batch_id: str) -> list[dict[str, Any]]:
    """Return what lies in a batch, in its order."""
    query = select(MESSAGES).where(MESSAGES.c.batch_id == batch_id, MESSAGES.c.batch_sequence.is_not(None))
    return [dict(row) for row in session.execute(query.order_by(MESSAGES.c.batch_sequence)).mappings()]


def open_batches(session: Session) -> list[str]:
    """Return the batches that still take letters."""
    return list(session.execute(select(BATCHES.c.id).where(BATCHES.c.state == "open")).scalars())


def batches_to_close(session: Session, office: Office, now: datetime) -> list[str]:
    """Stop batches whose cut-off has passed and in which no letter is in work; return all that wait to be told of.

    One that was stopped before a crash is among them: its manifest is written again, with the same bytes.
    """
    unfinished = session.execute(
        select(BATCHES.c.id, BATCHES.c.day, BATCHES.c.state)
        .where(BATCHES.c.state.in_(("open", "closing")))
        .order_by(BATCHES.c.id)
        .with_for_update()
    ).all()
    due = [row for row in unfinished if closes_at(row.day, office.zone, office.cut_off) <= now]
    stopped = [row.id for row in due if row.state == "closing" or not _in_work(session, row.id)]
    session.execute(update(BATCHES).where(BATCHES.c.id.in_(stopped)).values(state="closing"))
    return stopped


def _in_work(session: Session, batch_id: str) -> bool:
    query = select(func.count()).where(MESSAGES.c.batch_id == batch_id, MESSAGES.c.state.in_(("pending", "sending")))
    return bool(session.execute(query).scalar_one())


def hand_over(session: Session, batch_id: str, now: datetime) -> None:
    """Mark a batch as ready, once, and say so; its final manifest lies on disk already."""
    closing = (BATCHES.c.id == batch_id) & (BATCHES.c.state == "closing")
    statement = update(BATCHES).where(closing).values(state="ready", ready_at=now)
    row = session.execute(statement.returning(BATCHES.c.letters, BATCHES.c.pages)).one_or_none()
    if row is None or not row.letters:
        return
    data = {"batch_id": batch_id, "letters": row.letters, "pages": row.pages, "drill": False}
    outbox.say(session, [Event(type="letter_batch_ready", subject=batch_id, data=data)])
    measures.letter_batches_ready_total.inc()
