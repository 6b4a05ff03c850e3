"""Publishing: each text becomes the article's next version; a translation knows which text it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from services.common.envelope import Event
from services.common.outbox import say
from services.kb.articles import WORDS, newest_text
from services.kb.content import hash_content
from services.kb.contract import SourceTextMissing
from services.kb.models import Article, ArticleText
from services.kb.revision import next_revision

SOURCE_LANGUAGE = "en"
ABOUT = ("department", "level", "service_types", "links", "review_on")
LISTS = ("keywords", "aliases")


@dataclass(frozen=True)
class Writing:
    """One text of an article with what belongs to the article as a whole; None leaves that as it is."""

    article_id: str
    language: str
    words: dict[str, Any]
    department: str | None = None
    level: int | None = None
    service_types: list[str] | None = None
    links: list[Any] | None = None
    review_on: date | None = None
    source_version: int | None = None

    def about(self) -> dict[str, Any]:
        """The members that belong to the article as a whole and are given."""
        return {name: getattr(self, name) for name in ABOUT if getattr(self, name) is not None}


@dataclass(frozen=True)
class Publisher:
    """Who writes or publishes, when, and the idempotency key of the call."""

    subject: str
    moment: datetime
    key: str | None = None


def publish_text(session: Session, writing: Writing, publisher: Publisher) -> ArticleText | None:
    """Append the text as the article's next version and say so; None when its language's newest says the same.

    A translation of an article whose source text is not published is refused: SourceTextMissing.
    """
    article = session.get(Article, writing.article_id, with_for_update=True) or _begin_article(session, writing)
    for name, value in writing.about().items():
        setattr(article, name, value)
    content_hash = _hash(article, writing)
    newest = newest_text(session, article.id, writing.language)
    if newest is not None and newest.content_hash == content_hash:
        return None
    source_version = _source_version(session, article, writing)
    article.version += 1
    text = _text(article, writing, publisher, source_version)
    text.content_hash, text.revision = content_hash, next_revision(session)
    session.add(text)
    session.flush()
    say(session, [_published(text)])
    return text


def _begin_article(session: Session, writing: Writing) -> Article:
    if writing.language != SOURCE_LANGUAGE:
        raise SourceTextMissing()
    article = Article(id=writing.article_id, source_language=SOURCE_LANGUAGE, version=0)
    article.department, article.level, article.service_types, article.links = "none", 1, [], []
    session.add(article)
    return article


def _hash(article: Article, writing: Writing) -> str:
    # What belongs to the article is part of its source text only: a new owner makes no new translation.
    about = [article.department, article.level, article.service_types, article.links]
    return hash_content([writing.words, about if writing.language == article.source_language else []])


def _source_version(session: Session, article: Article, writing: Writing) -> int | None:
    if writing.language == article.source_language:
        return None
    source = newest_text(session, article.id, article.source_language)
    if source is None:
        raise SourceTextMissing()
    return writing.source_version or source.version


def _text(article: Article, writing: Writing, publisher: Publisher, source_version: int | None) -> ArticleText:
    words = {name: writing.words.get(name) or ([] if name in LISTS else "") for name in WORDS}
    return ArticleText(
        article_id=article.id,
        version=article.version,
        language=writing.language,
        level=article.level,
        department=article.department,
        source_version=source_version,
        published_at=publisher.moment,
        published_by=publisher.subject,
        publication_key=publisher.key,
        **words,
    )


def _published(text: ArticleText) -> Event:
    return Event("article_published", text.article_id, published_data(text), department=text.department)


def published_data(text: ArticleText) -> dict[str, Any]:
    """What the event and the copies of others hold of a published text."""
    names = ("article_id", "version", "language", "department", "level", "title")
    return {name: getattr(text, name) for name in names}
