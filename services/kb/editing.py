"""What editors send, as writings: a text to keep as a draft, a draft or a text to publish."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.kb.articles import WORDS, newest_text
from services.kb.contract import ArticleNotFound
from services.kb.drafts import publish_draft
from services.kb.models import ArticleText
from services.kb.publishing import ABOUT, Publisher, Writing, publish_text


def editor(caller: Caller, message: dict[str, Any]) -> Publisher:
    """Who writes, now, with the key of the call."""
    return Publisher(caller.subject, clock.now(), message.get("idempotency_key"))


def read_writing(message: dict[str, Any]) -> Writing:
    """The writing of a message with all its members on one level."""
    about = {name: message[name] for name in (*ABOUT, "source_version") if message.get(name) is not None}
    words = {name: message[name] for name in WORDS}
    return Writing(message["article_id"], message["language"], words, **about)


def publish(session: Session, message: dict[str, Any], publisher: Publisher) -> dict[str, Any]:
    """Publish the message's text, or the draft where it has none; says which version readers see now."""
    key = (message["article_id"], message["language"])
    done = _published_by(session, key, publisher)
    if done is not None:
        return describe_text(done, changed=True)
    if message["text"] is None:
        text = publish_draft(session, key, publisher)
    else:
        text = publish_text(session, read_writing(message | message["text"]), publisher)
    return describe_text(text or newest_text(session, *key), changed=text is not None)


def _published_by(session: Session, key: tuple[str, str], publisher: Publisher) -> ArticleText | None:
    """What the same call has published already; the call came twice."""
    if not publisher.key:
        return None
    query = select(ArticleText).where(ArticleText.article_id == key[0], ArticleText.language == key[1])
    return session.execute(query.where(ArticleText.publication_key == publisher.key)).scalars().first()


def describe_text(text: ArticleText | None, changed: bool) -> dict[str, Any]:
    """Which version readers see; ArticleNotFound without one."""
    if text is None:
        raise ArticleNotFound()
    names = ("article_id", "language", "version")
    return {name: getattr(text, name) for name in names} | {"changed": changed}
