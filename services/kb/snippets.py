"""The passage of an entry that shows why it was found."""

from __future__ import annotations

import re
from collections.abc import Mapping

from services.kb.entries import Entry
from services.kb.words import stem_text

LONGEST = 200  # characters
LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d+\.|#+|>)\s+")
LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_]|[*_](?!\w)")
SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+|\n+")


class Passages:
    """The sentences of entries in one language with their stems, cut when an entry is first shown."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._cut: dict[Entry, list[tuple[str, frozenset[str]]]] = {}

    def choose(self, entry: Entry, stems: Mapping[str, float]) -> str:
        """The sentence of summary or body whose stems weigh most, plain text of at most 200 characters."""
        if entry not in self._cut:
            self._cut[entry] = [(text, frozenset(stem_text(text, self.language))) for text in _sentences(entry)]
        weighed = ((sum(stems.get(stem, 0.0) for stem in found), text) for text, found in self._cut[entry])
        best = max(weighed, key=lambda pair: pair[0], default=(0.0, ""))
        return shorten(best[1])


def _sentences(entry: Entry) -> list[str]:
    cut = (strip_marks(text) for whole in (entry.summary, entry.body) for text in SENTENCE_END.split(whole))
    return [text for text in cut if text]


def strip_marks(text: str) -> str:
    """The text without Markdown's marks for lists, headings, emphasis and links."""
    return EMPHASIS.sub("", LINK.sub(r"\1", LIST_MARK.sub("", text))).strip()


def shorten(text: str) -> str:
    """The text, cut at a word when it is longer than a snippet may be."""
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;:") + "…"
