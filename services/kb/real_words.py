"""Ordinary words of a language, so that a word which exists is not taken for a misspelling of another."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

import orjson

from services.kb.words import fold_text

# Uses in the package's corpus of film subtitles; rarer words are as likely to be misspellings here.
COMMON_FROM = 300
LANGUAGES = ("en", "es", "fr", "pt")


@cache
def real_words(*languages: str) -> frozenset[str]:
    """The folded common words of these languages, none of one of which no list is known."""
    return frozenset[str]().union(*(_read_words(language) for language in languages if language in LANGUAGES))


def _read_words(language: str) -> frozenset[str]:
    # pyspellchecker's list is read as data: its own class takes ten times as long to start.
    packed = (files("spellchecker") / "resources" / f"{language}.json.gz").read_bytes()
    counted = orjson.loads(gzip.decompress(packed))
    return frozenset(fold_text(word) for word, uses in counted.items() if uses >= COMMON_FROM)
