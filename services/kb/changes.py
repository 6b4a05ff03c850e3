"""What others keep copies of, in the order in which it changed: published texts and directory entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.kb.agencies import changed_data
from services.kb.models import Agency, ArticleText
from services.kb.publishing import published_data

SOURCES: tuple[tuple[str, Any, Any], ...] = (
    ("article_published", ArticleText, published_data),
    ("directory_changed", Agency, changed_data),
)


def list_changes(session: Session, after: int, limit: int) -> dict[str, Any]:
    """The facts with a higher revision than `after` as {"items", "next"}; an entry stands once, as it is now."""
    items = []
    for event, model, describe in SOURCES:
        query = select(model).where(model.revision > after).order_by(model.revision).limit(limit + 1)
        rows = session.execute(query).scalars()
        items += [{"revision": row.revision, "event": event, "data": describe(row)} for row in rows]
    items.sort(key=lambda item: item["revision"])
    return {"items": items[:limit], "next": items[limit - 1]["revision"] if len(items) > limit else None}
