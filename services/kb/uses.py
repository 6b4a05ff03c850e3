"""Which articles answered which contacts, and whether the contact became a request all the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from services.common.ids import uuid7
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


def forget_contacts(session: Session, contact_ids: list[str]) -> int:
    """Let nothing point to these contacts, whose person was erased; that an article answered somebody still counts."""
    known = select(ArticleUse.contact_id).where(ArticleUse.contact_id.in_(contact_ids)).distinct()
    uses = 0
    for contact in session.execute(known).scalars().all():
        nobody = update(ArticleUse).where(ArticleUse.contact_id == contact).values(contact_id=uuid7())
        uses += session.execute(nobody).rowcount  # type: ignore[attr-defined]
    return uses


def count_of(session: Session, contact_ids: list[str]) -> int:
    """Return how many uses point to these contacts."""
    query = select(func.count()).select_from(ArticleUse).where(ArticleUse.contact_id.in_(contact_ids))
    return session.execute(query).scalar_one()
