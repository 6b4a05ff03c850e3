"""What follows from heard events: intake is asked for the facts once a batch, then all messages are written at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.envelope import Heard
from services.common.statements import run
from services.notify import followers, measures
from services.notify.choice import mail_address
from services.notify.claims import PENDING
from services.notify.endings import untold
from services.notify.messages import MESSAGES, Writer, insert_messages, step_of, write_messages
from services.notify.recipients import hash_mail, refused_among
from services.notify.settling import notice_event

Facts = Mapping[str, Mapping[str, Any]]
_PUT_OFF = (
    select(MESSAGES.c.number, func.max(MESSAGES.c.not_before).label("until"))
    .where(PENDING, MESSAGES.c.number.in_(bindparam("numbers", expanding=True)))
    .where(MESSAGES.c.channel == "email", MESSAGES.c.attempts > 0)
    .group_by(MESSAGES.c.number)
)


def requests_to_ask(events: Sequence[Heard]) -> list[dict[str, Any]]:
    """Return {"number", "sequence", "notes"} of each request in the batch of which a resident is to be told something.

    Notes are named by their ids where the batch tells of some.
    """
    latest: dict[str, dict[str, Any]] = {}
    for event in events:
        if step_of(event):
            wanted = latest.setdefault(event.subject, {"number": event.subject, "sequence": 0, "notes": []})
            wanted["sequence"] = max(event.sequence, wanted["sequence"])
            wanted["notes"] += [event.data["note_id"]] if event.type == "resident_told" else []
    return list(latest.values())


def facts_by_number(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what intake knows of each request, by its number."""
    return {fact["number"]: fact for fact in answer["facts"]}


def tell(session: Session, writer: Writer, events: Sequence[Heard], facts: Facts, now: datetime) -> set[str]:
    """Write the messages of a batch of events and return the channels on which something is to be sent.

    Of residents who cannot be told this is said at once, so that intake shows it and a person calls.
    """
    addresses = {mail_address(fact.get("email")) for fact in facts.values()} - {None}
    refused = refused_among(session, (hash_mail(writer.secret, a) for a in addresses if a), now)
    rows = write_messages(writer, events, facts, refused, now)
    waiting = put_off_until(session, facts)
    for row in rows:
        row["not_before"] = max(now, waiting.get(row["number"], now))
    insert_messages(session, rows)
    unreachable = [row for row in rows if row["state"] == "unreachable"]
    outbox.say(session, [notice_event("notice_failed", row) for row in unreachable] + untold(rows))
    for row in rows:
        measures.messages_written_total.labels(row["step"], row["channel"]).inc()
    for row in unreachable:
        measures.messages_unreachable_total.labels(row["step"]).inc()
    news = [(event, step) for event in events if (step := step_of(event)) and followers.is_news(step)]
    return {row["channel"] for row in rows} - {"none"} | followers.tell(session, writer, news, facts, now)


def put_off_until(session: Session, numbers: Iterable[str]) -> dict[str, datetime]:
    """Return until when a mail about these requests waits for its next attempt: what is younger waits as long."""
    found = run(session, _PUT_OFF, {"numbers": list(numbers)})
    return {row.number: clock.as_utc(row.until) for row in found}  # type: ignore[misc]
