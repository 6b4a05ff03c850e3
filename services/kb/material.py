"""What search is built from: every row that can be found, as entries of each language."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from services.kb.agencies import list_agencies
from services.kb.articles import WORDS, is_outdated, newest_texts
from services.kb.buildings import list_facilities
from services.kb.copies import SERVICE_TYPE, list_copies
from services.kb.entries import Entry, agency_entry, article_entry, facility_entry, service_entry
from services.kb.lexicon import known_languages
from services.kb.search import Search


def read_material(session: Session) -> dict[str, list[Any]]:
    """Articles, agencies, service types and facilities as plain data."""
    return {
        "articles": _articles(session),
        "agencies": list_agencies(session),
        "services": list_copies(session, SERVICE_TYPE),
        "facilities": list_facilities(session),
    }


def build_search(material: dict[str, list[Any]], zone: ZoneInfo) -> Search:
    """A search over the material; needs no database, so it may run in a thread of its own."""
    languages = {language for article in material["articles"] for language in article["texts"]}
    return Search({code: _entries(material, code) for code in sorted({*known_languages(), *languages})}, zone)


def _entries(material: dict[str, list[Any]], language: str) -> list[Entry]:
    makers = (
        ("articles", article_entry),
        ("agencies", agency_entry),
        ("services", service_entry),
        ("facilities", facility_entry),
    )
    return [make(thing, language) for name, make in makers for thing in material[name]]


def _articles(session: Session) -> list[dict[str, Any]]:
    articles: dict[str, dict[str, Any]] = {}
    sources = {}
    rows = newest_texts(session)
    for article, text in rows:
        if text.language == article.source_language:
            sources[article.id] = text
    for article, text in rows:
        known = articles.setdefault(article.id, {"id": article.id, "source_language": article.source_language})
        known |= {"service_types": article.service_types, "links": article.links}
        words = {name: getattr(text, name) for name in WORDS}
        outdated = is_outdated(text, sources.get(article.id))
        known.setdefault("texts", {})[text.language] = words | {"version": text.version, "outdated": outdated}
    return list(articles.values())
