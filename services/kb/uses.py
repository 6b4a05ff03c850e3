"""Which articles answered which contacts, and whether the contact became a request all the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.kb.models import ArticleUse

REQUEST = "request"


def note_uses(session: Session, data: dict[str, Any], moment: datetime) -> int:
    """Keep the articles that a contact was answered with, as intake's contact_logged says; returns how many.

    A drill's contacts are not kept: they would count as residents.
    """
    if data.get("drill"):
        return 0
    articles = {article["id"]: article for article in data.get("articles") or ()}
    for article in articles.values():
        use = ArticleUse(contact_id=data["contact"], article_id=article["id"], version=article["version"])
        use.used_at, use.then_request = moment, REQUEST in (data.get("outcomes") or ())
        session.merge(use)
    return len(articles)


def forget_contacts(session: Session, contact_ids: list[str]) -> None:
    """Remove what points to these contacts, whose person was erased."""
    session.execute(delete(ArticleUse).where(ArticleUse.contact_id.in_(contact_ids)))
