"""From an event to a message: who is told what, in which language and by which way, once for each event."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.common.envelope import Heard
from services.common.ids import uuid7
from services.common.statements import insert_new, run
from services.notify.choice import Choice, choose_channel, mail_address, postal_address
from services.notify.languages import ADDRESSEE, choose_language, date_in_words
from services.notify.models import Message
from services.notify.office import Office
from services.notify.recipients import hash_mail, hash_post
from services.notify.templates import CLOSE_CODES, JUDGED, NEWS, Templates

MESSAGES = Message.__table__
STEPS_OF_EVENTS = {
    "request_opened": "opened",
    "request_closed": "closed",
    "request_reopened": "reopened",
    "requests_merged": "merged",
    "resident_asked": "asked",
    "resident_told": "noted",
}
STEPS_OF_STATUSES = {"assigned": "assigned", "referred": "referred"}
NOT_FOR_RESIDENTS = ("client_url", "list_url", "follow_url", "unfollow_url", *(f"news_{step}" for step in NEWS))
# Line breaks stay; whatever else could confuse a mail program or a printer goes.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class NoFacts(Exception):
    """Intake answered nothing about a request of which it has said an event."""


@dataclass(frozen=True)
class Writer:
    """What is needed to write messages: the office, its templates and the key of the recipients' hashes."""

    office: Office
    templates: Templates
    secret: bytes

    def fill_frame(self, name: str, row: Mapping[str, Any]) -> list[str]:
        """Return the lines of the footer or of the letter's box for a message."""
        values = texts_for(self.office, {"number": row["number"], "pin": row["pin"]}, row["language"])
        return self.templates.find(name, row["language"]).fill_lines(values)


def step_of(event: Heard) -> str | None:
    """Return the step that the resident is told of, None when this event is no news for a resident or a drill."""
    if event.data.get("drill"):
        return None
    if event.type == "request_status_changed":
        return STEPS_OF_STATUSES.get(event.data.get("status", ""))
    return STEPS_OF_EVENTS.get(event.type)


def write_messages(
    writer: Writer, events: Sequence[Heard], facts: Mapping[str, Any], refused: set[str], now: datetime
) -> list[dict[str, Any]]:
    """Return one row for each event that tells somebody something.

    facts holds what intake answered by number; refused the hashes of addresses that have turned mail away.
    """
    rows = []
    for event in events:
        step = step_of(event)
        if step is None:
            continue
        if event.subject not in facts:
            raise NoFacts
        rows.append(_row(writer, event, step, facts[event.subject], refused, now))
    return rows


def _row(
    writer: Writer, event: Heard, step: str, facts: Mapping[str, Any], refused: set[str], now: datetime
) -> dict[str, Any]:
    mail, post = mail_address(facts.get("email")), postal_address(facts.get("address"))
    hashed = hash_mail(writer.secret, mail) if mail else ""
    choice = choose_channel(facts, refused=hashed in refused)
    language = choose_language(facts.get("language"))
    row = blank_row(event, step, choice, language, now)
    if choice.channel == "none":
        return row
    addressee = _addressee(facts, post, language) if post else None
    note = (facts.get("notes") or {}).get(event.data.get("note_id"))
    values = texts_for(writer.office, {**facts, "note": note}, language)
    template = writer.templates.find(step, language)
    return row | {
        "recipient_hash": hashed if choice.channel == "email" else hash_post(writer.secret, addressee or []),
        "recipient": mail if choice.channel == "email" else None,
        "addressee": addressee,
        "subject": template.fill_subject(values),
        "body": "\n\n".join(template.fill_lines(values)),
        "pin": facts.get("pin"),
    }


def blank_row(event: Heard, step: str, choice: Choice, language: str, now: datetime) -> dict[str, Any]:
    """A row that tells nobody anything; what is settled from the start says so."""
    return dict.fromkeys(("recipient", "addressee", "subject", "body", "pin", "fallback_of")) | {
        "id": uuid7(),
        "event_id": event.id,
        "recipient_hash": "",
        "number": event.subject,
        "sequence": event.sequence,
        "step": step,
        "channel": choice.channel,
        "state": choice.state,
        "reason": choice.reason,
        "language": language,
        "department": event.data.get("department"),
        "attempts": 0,
        "ambiguous": 0,
        "not_before": now,
        "written_at": now,
        "settled_at": now if choice.channel == "none" else None,
    }


def _addressee(facts: Mapping[str, Any], post: Mapping[str, Any], language: str) -> list[str]:
    """Return the lines in the envelope's window: name, street, and the ZIP code on the last one."""
    name = _clean(facts.get("name")).replace("\n", " ") or ADDRESSEE[language]
    *street, last = (_clean(line) for line in post["lines"])
    return [name, *street, last if last.endswith(post["zip"]) else f"{last} {post['zip']}"]


def texts_for(office: Office, facts: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return a text for every placeholder; what is not known is empty."""
    referral = facts.get("referral") or {}
    texts = {
        "number": facts["number"],
        "county_name": office.head.county,
        "county_phone": office.head.phone,
        "status_url": office.status_url(facts["number"]),
        "promised_on": date_in_words(facts.get("promised_by"), language, office.zone),
        "requested_on": date_in_words(facts.get("requested_at"), language, office.zone),
        "referral_name": referral.get("name"),
        "referral_phone": referral.get("phone"),
        "referral_url": referral.get("url"),
        "tracked": "yes" if referral.get("tracked") is True else None,
        "untracked": "yes" if referral.get("tracked") is False else None,
        "feedback_url": office.status_url(facts["number"]) if facts.get("close_code") in JUDGED else None,
        **dict.fromkeys(NOT_FOR_RESIDENTS),
    }
    for name in (
        "name",
        "service_name",
        "department_name",
        "department_phone",
        "close_text",
        "pin",
        "question",
        "note",
    ):
        texts[name] = facts.get(name)
    for code in CLOSE_CODES:
        texts[code] = "yes" if facts.get("close_code") == code else ""
    return {name: _clean(text) for name, text in texts.items()}


def _clean(text: str | None) -> str:
    return _CONTROLS.sub(" ", (text or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def insert_messages(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the rows in one statement; a message that stands already (same event and recipient) is left alone."""
    rows = list(rows)
    if rows:
        run(session, insert_new(session, MESSAGES, "event_id", "recipient_hash"), rows)
