"""Published articles: the newest text in a reader's language, or exactly the version that somebody was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from services.kb.contract import ArticleNotFound
from services.kb.models import Article, ArticleText

WORDS = ("title", "summary", "body", "keywords", "aliases")


def newest_text(session: Session, article_id: str, language: str) -> ArticleText | None:
    """The newest published text of the article in that language."""
    query = select(ArticleText).where(ArticleText.article_id == article_id, ArticleText.language == language)
    return session.execute(query.order_by(ArticleText.version.desc()).limit(1)).scalar_one_or_none()


def read_article(session: Session, article_id: str, language: str, version: int | None = None) -> dict:
    """The article's text in the language, else in its source language (`fallback`), or exactly one version.

    `outdated` says that a translation was made from an older text than the newest. ArticleNotFound without one.
    """
    article = session.get(Article, article_id)
    if article is None:
        raise ArticleNotFound()
    source = newest_text(session, article_id, article.source_language)
    newest = newest_text(session, article_id, language) or source
    text = newest if version is None else session.get(ArticleText, (article_id, version))
    if text is None:
        raise ArticleNotFound()
    described = _describe(article, text) | {"languages": _languages(session, article_id)}
    return described | {
        "fallback": version is None and text.language != language,
        "outdated": is_outdated(text, source),
    }


def _describe(article: Article, text: ArticleText) -> dict[str, Any]:
    return {
        "id": article.id,
        **{name: getattr(text, name) for name in ("version", "language", *WORDS, "level", "department")},
        "service_types": article.service_types,
        "links": article.links,
        "review_on": article.review_on,
        "published_at": text.published_at,
    }


def is_outdated(text: ArticleText, source: ArticleText | None) -> bool:
    """Whether a translation was made from an older text than the newest one of the source language."""
    return text.source_version is not None and source is not None and text.source_version < source.version


def _languages(session: Session, article_id: str) -> list[str]:
    query = select(ArticleText.language).where(ArticleText.article_id == article_id).distinct()
    return sorted(session.execute(query).scalars())


def newest_texts(session: Session) -> Sequence[Row[Article, ArticleText]]:
    """Each article with its newest text of each language."""
    by_language = (ArticleText.article_id, ArticleText.language)
    newest = select(ArticleText.article_id, func.max(ArticleText.version).label("version")).group_by(*by_language)
    of = newest.subquery()
    here = (of.c.article_id == ArticleText.article_id) & (of.c.version == ArticleText.version)
    query = select(Article, ArticleText).join(ArticleText).join(of, here)
    return session.execute(query.order_by(Article.id, ArticleText.version)).all()


def list_articles(session: Session, language: str, after: str, limit: int) -> dict[str, Any]:
    """Return {"items", "next"}: the newest text of each article in the language, else in its source language."""
    query = select(Article).where(Article.id > after).order_by(Article.id).limit(limit + 1)
    articles = session.execute(query).scalars().all()
    page = articles[:limit]
    texts = _newest_of(session, [article.id for article in page])
    items = [_describe(article, text) for article in page if (text := _text_for(article, texts, language))]
    return {"items": items, "next": page[-1].id if len(articles) > limit else None}


def _newest_of(session: Session, ids: list[str]) -> dict[tuple[str, str], ArticleText]:
    query = select(ArticleText).where(ArticleText.article_id.in_(ids)).order_by(ArticleText.version)
    return {(text.article_id, text.language): text for text in session.execute(query).scalars()}


def _text_for(article: Article, texts: dict[tuple[str, str], ArticleText], language: str) -> ArticleText | None:
    return texts.get((article.id, language)) or texts.get((article.id, article.source_language))
