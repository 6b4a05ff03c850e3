"""What a language brings to search: words that only ask, words of one meaning, words for buildings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from services.kb.words import cut_words, stem_text, stem_word

FOLDER = Path(__file__).parent
WORD_SETS = ("stopwords", "nearest", "open", "where", "today", "asks", "reports")


@dataclass(frozen=True)
class Lexicon:
    """One language's words, folded; `kin` gives for a stem the stems that mean about the same.

    `kinds` gives the names of a kind of facility, `called` the kinds that the stems of such a name mean.

    `asks` are words of those who want to know, `reports` of those who want something done.
    """

    language: str
    stopwords: frozenset[str]
    nearest: frozenset[str]
    open: frozenset[str]
    where: frozenset[str]
    today: frozenset[str]
    asks: frozenset[str]
    reports: frozenset[str]
    kin: dict[str, frozenset[str]]
    kinds: dict[str, tuple[str, ...]]
    called: dict[tuple[str, ...], frozenset[str]]

    @property
    def asking(self) -> frozenset[str]:
        """Words that say which facility is wanted (near, open, today), not what it is."""
        return self.nearest | self.open | self.where | self.today | self.stopwords


@cache
def read_lexicon(language: str) -> Lexicon:
    """The lexicon of a language; languages without a file have an empty one."""
    path = FOLDER / f"{language}.json"
    written = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return Lexicon(
        language=language,
        kin=_gather_kin(written.get("synonyms", []), language),
        kinds={kind: tuple(names) for kind, names in written.get("kinds", {}).items()},
        called=_gather_called(written.get("kinds", {}), language),
        **{name: frozenset(written.get(name, "").split()) for name in WORD_SETS},
    )


def _gather_called(kinds: dict[str, list[str]], language: str) -> dict[tuple[str, ...], frozenset[str]]:
    called: dict[tuple[str, ...], set[str]] = {}
    for kind, names in kinds.items():
        for name in names:
            called.setdefault(tuple(stem_text(name, language)), set()).add(kind)
    return {stems: frozenset(found) for stems, found in called.items()}


def known_languages() -> tuple[str, ...]:
    """The languages that have a lexicon."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def _gather_kin(groups: list[str], language: str) -> dict[str, frozenset[str]]:
    kin: dict[str, set[str]] = {}
    for group in groups:
        stems = {stem_word(word, language) for word in cut_words(group)}
        for stem in stems:
            kin.setdefault(stem, set()).update(stems - {stem})
    return {stem: frozenset(others) for stem, others in kin.items()}
