"""One mail per event and recipient: each message once in the mailbox, a second copy only for a killed sender."""

from collections import Counter
from collections.abc import Iterator

import orjson

from tests.faults.evidence import Evidence, Finding, Said

TOLD = ("assigned", "referred")
ALWAYS = ("request_opened", "request_closed", "request_reopened")


def find(evidence: Evidence) -> Iterator[Finding]:
    """Compare intake's events, notify's messages and the mailbox."""
    yield from _one_message_each(evidence)
    yield from _settled(evidence)
    yield from _one_mail_each(evidence)


def tells_somebody(row: Said) -> bool:
    """Whether the resident must hear of an event."""
    data = orjson.loads(row.body)["data"]
    step = row.type in ALWAYS or (row.type == "request_status_changed" and data.get("status") in TOLD)
    return row.service == "intake" and step and bool(data.get("notice"))


def _one_message_each(evidence: Evidence) -> Iterator[Finding]:
    written = Counter((one.event_id, one.recipient_hash) for one in evidence.messages)
    for (event_id, _), times in written.items():
        if times > 1:
            yield Finding("mail", f"{times} messages to one recipient about {event_id}")
    about = {event_id for event_id, _ in written}
    for row in evidence.said:
        if tells_somebody(row) and row.event_id not in about:
            yield Finding("mail", f"nobody was told of {row.type} {row.event_id} about {row.subject}")


def _settled(evidence: Evidence) -> Iterator[Finding]:
    for one in evidence.messages:
        if one.state in ("pending", "sending"):
            yield Finding("mail", f"the message {one.id} about {one.number} is still {one.state}")


def _one_mail_each(evidence: Evidence) -> Iterator[Finding]:
    copies = Counter(mail.message_id for mail in evidence.mails)
    sent = {one.id for one in evidence.messages if one.channel == "email" and one.state == "sent"}
    for message_id in sorted(sent - set(copies)):
        yield Finding("mail", f"{message_id} is marked as sent and is not in the mailbox")
    for mail in evidence.mails:
        if mail.message_id not in sent:
            yield Finding("mail", f"mail {mail.id} ({mail.subject}) has the Message-ID {mail.message_id} of no message")
    extra = {message_id: times - 1 for message_id, times in copies.items() if times > 1}
    if sum(extra.values()) > evidence.notify_kills:
        ids = ", ".join(sorted(extra))
        killed = f"notify was killed {evidence.notify_kills} times"
        yield Finding("mail", f"{sum(extra.values())} second copies, {killed}: {ids}")
