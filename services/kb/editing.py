"""What editors send, as writings: a text to keep as a draft, a draft or a text to publish."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.kb.articles import WORDS, newest_text
from services.kb.drafts import publish_draft
from services.kb.publishing import ABOUT, Publisher, Writing, publish_text


def editor(caller: Caller) -> Publisher:
    """Who writes, now."""
    return Publisher(caller.subject, clock.now())


def read_writing(message: dict[str, Any]) -> Writing:
    """The writing of a message with all its members on one level."""
    about = {name: message[name] for name in (*ABOUT, "source_version") if message.get(name) is not None}
    words = {name: message[name] for name in WORDS}
    return Writing(message["article_id"], message["language"], words, **about)


def publish(session: Session, message: dict[str, Any], publisher: Publisher) -> dict[str, Any]:
    """Publish the message's text, or the draft where it has none; says which version readers see now."""
    key = (message["article_id"], message["language"])
    if message["text"] is None:
        text = publish_draft(session, key, publisher)
    else:
        text = publish_text(session, read_writing(message | message["text"]), publisher)
    shown = text or newest_text(session, *key)
    version = shown.version if shown else 0
    return {"article_id": key[0], "language": key[1], "version": version, "changed": text is not None}
