"""What becomes of a message after it was tried: settled, put off, or followed by another; told as events."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, update
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.statements import run
from services.notify import measures
from services.notify.claims import PENDING, SENDING, release
from services.notify.endings import settled
from services.notify.messages import MESSAGES, insert_messages
from services.notify.recipients import hash_post, suppress
from services.notify.smtp import Outcome
from services.notify.templates import NOT_OF_REQUESTS

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=4)
# Nothing is counted against these: the mail server was away, or an older mail about the request has to go first.
NOT_TRIED = {"away": timedelta(seconds=1), "behind": FIRST_WAIT}

_SENT = (
    update(MESSAGES)
    .where(MESSAGES.c.id.in_(bindparam("ids", expanding=True)), MESSAGES.c.claimed_by == bindparam("owner"), SENDING)
    .values(state="sent", settled_at=bindparam("now"), claimed_by=None, reason=None)
    .returning(MESSAGES.c.id)
)

Row = Mapping[str, Any]
Tried = tuple[Row, Outcome]


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait after the attempt of that number: 1 min doubling to 1 h, half of it by chance."""
    whole = min(FIRST_WAIT * 2 ** min(attempt - 1, 10), LONGEST_WAIT)
    return whole * random.uniform(0.5, 1.0)


def settle_mails(session: Session, owner: str, tried: Sequence[Tried], secret: bytes, now: datetime) -> None:
    """Write down what became of the mails that this owner holds and say what is settled."""
    sent = [row for row, outcome in tried if outcome.kind == "sent"]
    taken = [row for row in settle_sent(session, owner, sent, now) if row["step"] not in NOT_OF_REQUESTS]
    said = [notice_event("notice_delivered", row) for row in taken] + settled(taken)
    for kind, wait in NOT_TRIED.items():
        back = [row["id"] for row, outcome in tried if outcome.kind == kind]
        if back:
            release(session, owner, back, now + wait)
    for row, outcome in tried:
        if outcome.kind == "sent" or outcome.kind in NOT_TRIED:
            continue
        if outcome.kind == "refused" or _is_given_up(row, now):
            said += give_up(session, owner, row, outcome, secret, now)
        else:
            put_off(session, owner, row, outcome, now)
    outbox.say(session, said)


def settle_sent(session: Session, owner: str, rows: Sequence[Row], now: datetime) -> list[Row]:
    """Mark messages as sent and return those that the owner still held."""
    if not rows:
        return []
    sent = {"ids": [row["id"] for row in rows], "owner": owner, "now": now}
    done = set(run(session, _SENT, sent).scalars())
    held = [row for row in rows if row["id"] in done]
    for row in held:
        measures.messages_sent_total.labels(row["step"], row["channel"]).inc()
        measures.message_age_seconds.labels(row["channel"]).observe(_age(row, now))
    return held


def put_off(session: Session, owner: str, row: Row, outcome: Outcome, now: datetime) -> None:
    """Try again later, after an ambiguous attempt under the same Message-ID; what is younger waits as long."""
    values: dict[str, Any] = {"state": "pending", "claimed_by": None, "reason": outcome.reason}
    values["not_before"] = now + wait_before(row["attempts"])
    if outcome.kind == "ambiguous":
        values["ambiguous"] = row["ambiguous"] + 1
        measures.mails_ambiguous_total.inc()
    measures.mails_put_off_total.inc()
    session.execute(update(MESSAGES).where(_held(owner, [row["id"]])).values(values))
    younger = and_(PENDING, MESSAGES.c.number == row["number"], MESSAGES.c.channel == "email")
    session.execute(update(MESSAGES).where(younger).values(not_before=values["not_before"]))


def give_up(session: Session, owner: str, row: Row, outcome: Outcome, secret: bytes, now: datetime) -> list[Event]:
    """End what cannot be delivered: after a mail a letter follows where an address is known, else nobody was told.

    Nobody has to call the owner of an API client, who can ask for another link, or who follows another's request.
    """
    letter_follows = row["channel"] == "email" and bool(row["addressee"])
    about_request = row["step"] not in NOT_OF_REQUESTS
    state = "unreachable" if about_request and not letter_follows else "failed"
    values = {"state": state, "reason": outcome.reason, "settled_at": now, "claimed_by": None}
    statement = update(MESSAGES).where(_held(owner, [row["id"]])).values(values)
    if not session.execute(statement.returning(MESSAGES.c.id)).scalars().all():
        return []
    if outcome.address_is_wrong:
        suppress(session, row["recipient_hash"], outcome.reason, now)
    if letter_follows:
        insert_messages(session, [_letter_after(row, secret, now)])
    measures.messages_failed_total.labels(row["step"], row["channel"]).inc()
    told = dict(row) | {"reason": outcome.reason, "state": state}
    ended = settled([told], state) if state == "unreachable" else []
    return [notice_event("notice_failed", told), *ended] if about_request else []


def notice_event(name: str, row: Row) -> Event:
    """Return the event about a message: codes and ids, nothing of what was said to whom."""
    members = ("number", "step", "channel", "event_id", *(("state", "reason") if name == "notice_failed" else ()))
    return Event(
        type=name,
        subject=row["number"],
        data={member: row[member] for member in members} | {"message_id": row["id"], "drill": False},
        department=row["department"] or "none",
        causationid=row["event_id"],
    )


def _letter_after(row: Row, secret: bytes, now: datetime) -> dict[str, Any]:
    kept = ("event_id", "number", "sequence", "step", "language", "department", "addressee", "subject", "body", "pin")
    return {name: row[name] for name in kept} | {
        "id": uuid7(),
        "recipient_hash": hash_post(secret, row["addressee"]),
        "channel": "letter",
        "state": "pending",
        "reason": None,
        "recipient": None,
        "attempts": 0,
        "ambiguous": 0,
        "not_before": now,
        "written_at": now,
        "settled_at": None,
        "fallback_of": row["id"],
    }


def _held(owner: str, ids: list[str]) -> Any:
    return and_(MESSAGES.c.id.in_(ids), MESSAGES.c.claimed_by == owner, SENDING)


def _is_given_up(row: Row, now: datetime) -> bool:
    tried_at = clock.as_utc(row["tried_at"])
    return tried_at is not None and now - tried_at >= GIVE_UP_AFTER


def _age(row: Row, now: datetime) -> float:
    return max(0.0, (now - (clock.as_utc(row["written_at"]) or now)).total_seconds())
