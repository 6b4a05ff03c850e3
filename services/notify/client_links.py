"""Mails that lead owners of API clients to their keys, and residents to their requests; no typed word is in them."""

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
from services.notify.templates import CLIENT_LINK, OWN_LIST

# By event: which template, the placeholder of the link, and the page to which it leads.
KINDS = {
    "client_link_asked": (CLIENT_LINK, "client_url", "/keys/own"),
    "own_list_asked": (OWN_LIST, "list_url", "/v1/own-requests"),
}
Links = Mapping[str, Mapping[str, Any]]


def links_by_id(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return where each link goes and what opens it, by its id."""
    return {fact["link"]: fact for fact in answer["facts"]}


def tell(session: Session, writer: Writer, events: Sequence[Heard], links: Links, now: datetime) -> set[str]:
    """Write a mail for each link that is still good; to an address that refuses mail, none."""
    rows = [_row(writer, event, links[event.data["link"]], now) for event in events if event.data["link"] in links]
    refused = refused_among(session, (row["recipient_hash"] for row in rows), now)
    kept = [row for row in rows if row["recipient"] and row["recipient_hash"] not in refused]
    insert_messages(session, kept)
    for row in kept:
        measures.messages_written_total.labels(row["step"], row["channel"]).inc()
    return {row["channel"] for row in kept}


def _row(writer: Writer, event: Heard, link: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    step, place, page = KINDS[event.type]
    address, language = mail_address(link["email"]), choose_language(link.get("language"))
    values = texts_for(writer.office, {"number": ""}, language)
    values[place] = f"{writer.office.public_url}{page}?token={link['token']}"
    template = writer.templates.find(step, language)
    return blank_row(event, step, Choice("email"), language, now) | {
        "number": event.subject.replace("-", ""),
        "recipient_hash": hash_mail(writer.secret, address or ""),
        "recipient": address,
        "subject": template.fill_subject(values),
        "body": "\n\n".join(template.fill_lines(values)),
    }
