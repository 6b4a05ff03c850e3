"""Ordinary words of a language, so that a word which exists is not taken for a misspelling of another."""

from __future__ import annotations

from functools import cache

from spellchecker import SpellChecker

from services.kb.words import fold_text

# Uses in the package's corpus of film subtitles; rarer words are as likely to be misspellings here.
COMMON_FROM = 300
LANGUAGES = ("en", "es", "fr", "pt")


@cache
def real_words(language: str) -> frozenset[str]:
    """The folded common words of a language; empty for one of which no list is known."""
    if language not in LANGUAGES:
        return frozenset()
    counted = SpellChecker(language=language).word_frequency.dictionary
    return frozenset(fold_text(word) for word, uses in counted.items() if uses >= COMMON_FROM)
