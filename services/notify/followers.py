"""Mails to those who follow a request: the one that asks for a confirmation, and the news, which name nobody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.common.envelope import Heard
from services.notify import measures
from services.notify.choice import Choice, mail_address
from services.notify.languages import choose_language
from services.notify.messages import Writer, blank_row, insert_messages, texts_for
from services.notify.recipients import hash_mail, refused_among
from services.notify.templates import FOLLOW, FOLLOWED, NEWS

Facts = Mapping[str, Mapping[str, Any]]
PUBLIC = ("promised_by", "requested_at", "close_code", "department_phone")


def facts_by_id(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return where each mail goes, by the follower's id."""
    return {fact["follower"]: fact for fact in answer["facts"]}


def ask(session: Session, writer: Writer, events: Sequence[Heard], known: Facts, now: datetime) -> set[str]:
    """Write the mails that ask for a confirmation; to an address that refuses mail, none."""
    wanted = [(event, known[event.data["follower"]]) for event in events if event.data["follower"] in known]
    rows = [_row(writer, event, FOLLOW, fact | {"number": event.subject}, now) for event, fact in wanted]
    return _insert(session, rows, now)


def tell(
    session: Session, writer: Writer, events: Sequence[tuple[Heard, str]], facts: Facts, now: datetime
) -> set[str]:
    """Write the news of a batch of events, given with their steps, to all who follow these requests."""
    rows = []
    for event, step in events:
        fact = facts[event.subject]
        said = {name: fact.get(name) for name in PUBLIC} | {"number": event.subject, f"news_{step}": "yes"}
        rows += [_row(writer, event, FOLLOWED, follower | said, now) for follower in fact.get("followers") or ()]
    return _insert(session, rows, now)


def is_news(step: str | None) -> bool:
    """Whether those who follow hear of a step: of the work, not of what the resident is asked."""
    return step in NEWS


def _row(writer: Writer, event: Heard, step: str, facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    address, language = mail_address(facts["email"]), choose_language(facts["language"])
    values = texts_for(writer.office, facts, language)
    values |= {f"news_{name}": facts.get(f"news_{name}", "") for name in NEWS}
    for name, path in (("follow_url", "follow"), ("unfollow_url", "follow/end")):
        values[name] = f"{writer.office.public_url}/{path}?token={facts['token']}"
    template = writer.templates.find(step, language)
    return blank_row(event, step, Choice("email"), language, now) | {
        "recipient_hash": hash_mail(writer.secret, address or ""),
        "recipient": address,
        "subject": template.fill_subject(values),
        "body": "\n\n".join(template.fill_lines(values)),
    }


def _insert(session: Session, rows: Sequence[dict[str, Any]], now: datetime) -> set[str]:
    """Write what can be sent; who reported a request and follows it too has heard already."""
    refused = refused_among(session, (row["recipient_hash"] for row in rows), now)
    kept = [row for row in rows if row["recipient"] and row["recipient_hash"] not in refused]
    insert_messages(session, kept)
    for row in kept:
        measures.messages_written_total.labels(row["step"], row["channel"]).inc()
    return {row["channel"] for row in kept}
