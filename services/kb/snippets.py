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


def cut_snippet(entry: Entry, stems: Mapping[str, float], language: str) -> str:
    """The sentence of summary or body whose stems weigh most, plain text of at most 200 characters."""
    passages = [strip_marks(passage) for text in (entry.summary, entry.body) for passage in SENTENCE_END.split(text)]
    passages = [passage for passage in passages if passage]
    return shorten(max(passages, key=lambda passage: _weigh(passage, stems, language), default=""))


def strip_marks(text: str) -> str:
    """The text without Markdown's marks for lists, headings, emphasis and links."""
    return EMPHASIS.sub("", LINK.sub(r"\1", LIST_MARK.sub("", text))).strip()


def _weigh(passage: str, stems: Mapping[str, float], language: str) -> float:
    return sum(stems.get(stem, 0.0) for stem in set(stem_text(passage, language)))


def shorten(text: str) -> str:
    """The text, cut at a word when it is longer than a snippet may be."""
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",;:") + "…"
