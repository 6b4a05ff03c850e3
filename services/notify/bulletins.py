"""Mails to departments about their work: group mailbox, management, or one of their people; nothing of residents."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.notify import measures
from services.notify.choice import Choice, mail_address
from services.notify.languages import date_in_words
from services.notify.messages import Writer, blank_row, insert_messages, texts_for
from services.notify.recipients import hash_mail, refused_among

LANGUAGE = "en"  # what the county's own people are written to in
LISTS = ("given", "new", "unaccepted", "near", "missed")
COUNTS = ("open", "unassigned", "unaccepted", "held", "missed", "near")
STATUSES = {
    "open": "waiting for a department", "assigned": "with a department", "in_progress": "in progress",
    "on_hold": "on hold", "late": "late", "closed": "closed", "referred": "referred to another agency",
}  # fmt: skip
Bulletins = Mapping[str, Mapping[str, Any]]
Rows = list[dict[str, Any]]


def bulletins_by_id(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what routing answered by the bulletin's id."""
    return {item["id"]: item for item in answer["items"]}


def tell(session: Session, writer: Writer, events: Sequence[Heard], known: Bulletins, now: datetime) -> set[str]:
    """Write a mail for each address of each bulletin; to an address that refuses mail, none."""
    rows = [row for event in events for row in _rows(writer, event, known.get(event.data["bulletin_id"]), now)]
    refused = refused_among(session, (row["recipient_hash"] for row in rows), now)
    kept = [row for row in rows if row["recipient_hash"] not in refused]
    insert_messages(session, kept)
    for row in kept:
        measures.messages_written_total.labels(row["step"], row["channel"]).inc()
    return {row["channel"] for row in kept}


def _rows(writer: Writer, event: Heard, said: Mapping[str, Any] | None, now: datetime) -> Rows:
    addresses = filter(None, map(mail_address, said["addresses"])) if said else ()
    return [_row(writer, event, said, address) | {"not_before": now} for address in addresses if said]


def _row(writer: Writer, event: Heard, said: Mapping[str, Any], address: str) -> dict[str, Any]:
    step = f"work_{said['kind']}"
    template, values = writer.templates.find(step, LANGUAGE), _texts(writer, said)
    hashed = hash_mail(writer.secret, address)
    return blank_row(event, step, Choice("email"), LANGUAGE, clock.now()) | {
        # Mails of one number wait for each other: those to one address do, not a whole department's.
        "number": f"{said['department'][:16]}.{hashed[:8]}",
        "department": said["department"],
        "recipient_hash": hashed,
        "recipient": address,
        "subject": template.fill_subject(values),
        "body": "\n\n".join(template.fill_lines(values)),
    }


def _texts(writer: Writer, said: Mapping[str, Any]) -> dict[str, str]:
    content = said["content"]
    values = texts_for(writer.office, {"number": "", "department_name": said["department_name"]}, LANGUAGE)
    lists = {f"{name}_work": _lines(writer, content.get(name)) for name in LISTS}
    counts = content.get("counts") or {}
    home = {"home_url": f"{writer.office.public_url}/me"}
    counted = {f"{name}_count": str(counts.get(name, "")) for name in COUNTS}
    return values | lists | home | counted | _happened(content.get("happened"))


def _happened(part: Mapping[str, Any] | None) -> dict[str, str]:
    """What took place in the districts of an office, a line for each type of request."""
    if not part:
        return {"happened_count": "", "happened_work": ""}
    lines = [f"{item['service_name']}: {_statuses(item['statuses'])}" for item in part["items"]]
    return {"happened_count": str(part["count"]), "happened_work": "\n".join(lines)}


def _statuses(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[status]} {words}" for status, words in STATUSES.items() if status in counts)


def _lines(writer: Writer, part: Mapping[str, Any] | None) -> str:
    if not part:
        return ""
    lines = [_line(writer, item) for item in part["items"]]
    more = part["count"] - len(lines)
    return "\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])


def _line(writer: Writer, item: Mapping[str, Any]) -> str:
    promised = clock.parse(item["promised_by"]) if item.get("promised_by") else None
    until = date_in_words(promised, LANGUAGE, writer.office.zone)
    parts: Iterable[str | None] = (item["service_name"], item.get("area"), until and f"promised by {until}")
    return f"{item['number']}: {', '.join(part for part in parts if part)}"
