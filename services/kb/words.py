"""How text becomes words that can be compared: folded, cut into words, and stemmed by language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import tantivy

STEMMERS = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese"}
# Scripts that put no space between words, and Korean and Ethiopic, whose words carry particles: cut in pairs.
UNSPACED = "\u1200-\u137f\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
UNSPACED_RUN = re.compile(f"[{UNSPACED}]+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
NOT_TEXT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
NOT_DECOMPOSED = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "’": "'"})
POSSESSIVE = re.compile(r"'(s|re|ve|ll|d|m|t)?$")


def clean_text(text: str, characters: int) -> str:
    """The first `characters` of a text without control characters and lone surrogates, on one line."""
    return " ".join(NOT_TEXT.sub(" ", text[:characters]).split())


def fold_text(text: str) -> str:
    """The text in lower case and without accents, so that año equals ano; Hangul stays composed."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(NOT_DECOMPOSED)
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept)


def cut_words(text: str) -> list[str]:
    """The folded words of a text in order; runs of unspaced scripts give their overlapping pairs."""
    spaced = UNSPACED_RUN.sub(lambda run: f" {' '.join(_pairs(run.group()))} ", fold_text(text))
    return [shortened for word in WORD.findall(spaced) if (shortened := POSSESSIVE.sub("", word))]


def is_unspaced(word: str) -> bool:
    """Whether a cut word comes from a script that puts no space between words."""
    return UNSPACED_RUN.match(word) is not None


def _pairs(run: str) -> list[str]:
    if len(run) < 3:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


@cache
def _analyzer(language: str) -> tantivy.TextAnalyzer | None:
    if language not in STEMMERS:
        return None
    stemmer = tantivy.Filter.stemmer(STEMMERS[language])
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(stemmer).build()


def stem_word(word: str, language: str) -> str:
    """The stem of a folded word; words of languages without a stemmer are their own stems.

    Folding comes first on purpose: people leave accents out, and both sides must lose them before stemming.
    """
    known = _STEMS.get((word, language))
    if known is None:
        known = _stem(word, language)
        if len(_STEMS) < 200_000:
            _STEMS[word, language] = known
    return known


_STEMS: dict[tuple[str, str], str] = {}


def _stem(word: str, language: str) -> str:
    analyzer = _analyzer(language)
    if analyzer is None or not word.isalpha():
        return word
    found = analyzer.analyze(word)
    return found[0] if found else word


def stem_text(text: str, language: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem_word(word, language) for word in cut_words(text)]
