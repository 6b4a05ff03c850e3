"""Mails as a person reads them: decoded once when somebody looks, remembered, searched."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from typing import Any

from deploy.mailbox.store import Envelope, MailStore


@dataclass(frozen=True)
class Attachment:
    """A file in a mail."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A decoded mail: headers that matter, the text and HTML alternatives, and attachments."""

    envelope: Envelope
    subject: str
    message_id: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]

    def matches(self, words: str) -> bool:
        """Whether every word occurs in addresses, subject or text, whatever the case."""
        addresses = " ".join((self.envelope.sender, *self.envelope.recipients))
        whole = f"{addresses} {self.subject} {self.message_id} {self.text} {self.html}".lower()
        return all(word in whole for word in words.lower().split())

    def describe(self) -> dict[str, Any]:
        """The letter for the JSON interface."""
        return {
            "id": self.envelope.id,
            "time": self.envelope.time,
            "from": self.envelope.sender,
            "to": list(self.envelope.recipients),
            "subject": self.subject,
            "message_id": self.message_id,
            "headers": dict(self.headers),
            "text": self.text,
            "html": self.html,
            "attachments": [{"name": one.name, "type": one.kind, "size": len(one.content)} for one in self.attachments],
        }


class Letterbox:
    """Reads a store; each mail is decoded at most once."""

    def __init__(self, store: MailStore) -> None:
        self.store = store
        self._decoded: dict[tuple[int, int], Letter] = {}

    def open(self, envelope: Envelope) -> Letter:
        """The decoded mail."""
        key = self.store.generation, envelope.id
        if key not in self._decoded:
            self._decoded[key] = decode(envelope, self.store.content(envelope))
        return self._decoded[key]

    def search(self, to: str = "", words: str = "", after: int = 0) -> list[Letter]:
        """Mails newest first: for a recipient (a part of the address is enough), with all words, after a number."""
        wanted = [
            envelope
            for envelope in reversed(self.store.all())
            if envelope.id > after and (not to or any(to.lower() in one.lower() for one in envelope.recipients))
        ]
        letters = map(self.open, wanted)
        return [letter for letter in letters if not words or letter.matches(words)]


def decode(envelope: Envelope, content: bytes) -> Letter:
    """Decodes a mail; one that is broken shows as its plain source."""
    message = email.message_from_bytes(content, policy=default)
    try:
        return Letter(
            envelope,
            str(message.get("Subject", "")),
            str(message.get("Message-ID", "")).strip(),
            tuple((name, str(value)) for name, value in message.items()),
            _body(message, "plain"),
            _body(message, "html"),
            tuple(_attachment(part) for part in message.iter_attachments()),
        )
    except (LookupError, ValueError, AttributeError, TypeError):
        return Letter(envelope, "(cannot be read)", "", (), content.decode("utf-8", "replace"), "", ())


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _attachment(part: EmailMessage) -> Attachment:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    return Attachment(part.get_filename() or "unnamed", part.get_content_type(), content)
