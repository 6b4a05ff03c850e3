"""Loads a county's articles, directory and facilities: `python -m services.kb.load deploy/sample`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services.common import clock, settings
from services.common.database import Store, engine_for
from services.kb.agencies import store_agency
from services.kb.articles import WORDS
from services.kb.buildings import store_facility
from services.kb.lines import store_line
from services.kb.publishing import SOURCE_LANGUAGE, Publisher, Writing, publish_text

LOADER = "loader"


def load_folder(session: Session, folder: Path) -> dict[str, int]:
    """Store what the folder's files say; returns how many texts, entries and facilities were new or changed."""
    moment = clock.now()
    texts = (text for article in read_list(folder / "articles.json") for text in writings_of(article))
    loader = Publisher(LOADER, moment)
    return {
        "texts": _count(publish_text(session, text, loader) is not None for text in texts),
        "agencies": _count(store_agency(session, a, moment) for a in read_list(folder / "directory.json")),
        "lines": _count(store_line(session, line) for line in read_list(folder / "lines.json")),
        "facilities": _count(store_facility(session, f) for f in read_list(folder / "facilities.json")),
    }


def _count(changed: Iterable[bool]) -> int:
    return sum(map(int, changed))


def read_list(path: Path) -> list[dict[str, Any]]:
    """The objects of a file; none when there is no such file."""
    return json.loads(path.read_text("utf-8")) if path.exists() else []


def writings_of(article: dict[str, Any]) -> list[Writing]:
    """The article's texts, the source language first, because translations name the text they were made from."""
    translations = sorted(article["translations"].items(), key=lambda pair: pair[0] != SOURCE_LANGUAGE)
    return [_writing(article, language, text) for language, text in translations]


def _writing(article: dict[str, Any], language: str, text: dict[str, Any]) -> Writing:
    review_on = article.get("review_on")
    return Writing(
        article_id=article["id"],
        language=language,
        words={name: text.get(name) or ([] if name in ("keywords", "aliases") else "") for name in WORDS},
        department=article.get("department") or "none",
        level=article.get("level", 1),
        service_types=article.get("service_types") or [],
        links=article.get("links") or [],
        review_on=date.fromisoformat(review_on) if review_on else None,
    )


def main(arguments: list[str]) -> int:
    """Load a folder into the service's own database and print one line of counts."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m services.kb.load <folder>", file=sys.stderr)
        return 2
    store = Store(engine_for(settings.database_url("kb"), pool_size=1), "kb")
    with store.transaction() as session:
        counts = load_folder(session, Path(arguments[0]))
    store.engine.dispose()
    changed = ", ".join(f"{number} {name}" for name, number in counts.items())
    print(f"kb: new or changed: {changed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
