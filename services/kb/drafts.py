"""Texts in preparation: saved as often as needed, seen by nobody, and gone when published."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from services.kb.contract import DraftNotFound
from services.kb.models import ArticleDraft, ArticleText
from services.kb.publishing import Publisher, Writing, publish_text


def save_draft(session: Session, writing: Writing, editor: Publisher) -> ArticleDraft:
    """Keep a text in preparation in the place of an earlier draft of that language."""
    about = writing.about()
    if writing.review_on:
        about["review_on"] = writing.review_on.isoformat()
    draft = ArticleDraft(
        article_id=writing.article_id,
        language=writing.language,
        content={"words": writing.words, "source_version": writing.source_version, "about": about},
        edited_at=editor.moment,
        edited_by=editor.subject,
    )
    return session.merge(draft)


def publish_draft(session: Session, key: tuple[str, str], publisher: Publisher) -> ArticleText | None:
    """Publish the draft of (article, language) and remove it; None when it says what is published already."""
    draft = session.get(ArticleDraft, key)
    if draft is None:
        raise DraftNotFound()
    about = dict(draft.content["about"])
    if about.get("review_on"):
        about["review_on"] = date.fromisoformat(about["review_on"])
    source_version = draft.content["source_version"]
    session.delete(draft)
    writing = Writing(*key, draft.content["words"], source_version=source_version, **about)
    return publish_text(session, writing, publisher)
