"""Ordinary words of a language, so that a word which exists is not taken for a misspelling of another."""

from __future__ import annotations

from functools import cache

from spellchecker import SpellChecker

from services.kb.words import fold_text

# Uses in the package's corpus of film subtitles; rarer words are as likely to be misspellings here.
COMMON_FROM = 300
LANGUAGES = ("en", "es", "fr", "pt")


@cache
def real_words(*languages: str) -> frozenset[str]:
    """The folded common words of these languages, none of one of which no list is known."""
    return frozenset[str]().union(*(_read_words(language) for language in languages if language in LANGUAGES))


@cache
def _read_words(language: str) -> frozenset[str]:
    counted = SpellChecker(language=language).word_frequency.dictionary
    return frozenset(fold_text(word) for word, uses in counted.items() if uses >= COMMON_FROM)
