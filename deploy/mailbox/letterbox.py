"""Mails as a person reads them: decoded once when somebody looks, remembered, searched."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
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
    """A decoded mail: its headers, the text and HTML alternatives, and attachments."""

    envelope: Envelope
    headers: dict[str, str]
    text: str
    html: str
    attachments: tuple[Attachment, ...]

    @property
    def subject(self) -> str:
        return self.headers.get("Subject", "")

    @property
    def message_id(self) -> str:
        return self.headers.get("Message-ID", "").strip()

    def matches(self, words: str) -> bool:
        """Whether every word occurs in addresses, headers or text, whatever the case."""
        addresses = (self.envelope.sender, *self.envelope.recipients)
        whole = " ".join((*addresses, *self.headers.values(), self.text, self.html)).lower()
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
            "headers": self.headers,
            "text": self.text,
            "html": self.html,
            "attachments": [{"name": one.name, "type": one.kind, "size": len(one.content)} for one in self.attachments],
        }


class Letterbox:
    """Reads a store; each mail is decoded at most once, and only when somebody asks for it."""

    def __init__(self, store: MailStore) -> None:
        self.store = store
        self._decoded: dict[tuple[int, int], Letter] = {}

    def open(self, envelope: Envelope) -> Letter:
        """The decoded mail."""
        key = self.store.generation, envelope.id
        if key not in self._decoded:
            self._decoded[key] = decode(envelope, self.store.content(envelope))
        return self._decoded[key]

    def search(self, to: str = "", words: str = "", after: int = 0) -> list[Envelope]:
        """Mails newest first: for a recipient (a part of the address is enough), with all words, after a number."""
        wanted = [
            envelope
            for envelope in reversed(self.store.all())
            if envelope.id > after and (not to or any(to.lower() in one.lower() for one in envelope.recipients))
        ]
        return [envelope for envelope in wanted if self.open(envelope).matches(words)] if words else wanted


def decode(envelope: Envelope, content: bytes) -> Letter:
    """Decodes a mail; what is broken in it shows as it came."""
    message = email.message_from_bytes(content)
    headers = {name: _show(str(value)) for name, value in message.items()}
    parts = [part for part in message.walk() if not part.is_multipart()]
    bodies = [part for part in parts if part.get_filename() is None]
    files = [part for part in parts if part.get_filename() is not None]
    return Letter(
        envelope, headers, _body(bodies, "text/plain"), _body(bodies, "text/html"), tuple(map(_attachment, files))
    )


def _show(value: str) -> str:
    """A header's text: folded lines joined, encoded words decoded."""
    joined = " ".join(value.splitlines())
    if "=?" not in joined:
        return joined
    try:
        return str(make_header(decode_header(joined)))
    except (LookupError, ValueError):
        return joined


def _body(parts: list[Message], kind: str) -> str:
    """The text of the first part of this kind."""
    for part in parts:
        if part.get_content_type() == kind:
            charset = part.get_content_charset() or "utf-8"
            content = _content(part)
            try:
                return content.decode(charset, "replace").replace("\r\n", "\n")
            except LookupError:
                return content.decode("utf-8", "replace")
    return ""


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attachment(part: Message) -> Attachment:
    return Attachment(_show(part.get_filename() or "unnamed"), part.get_content_type(), _content(part))
