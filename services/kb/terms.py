"""How a question becomes terms: each a choice of stems that mean or may mean one of its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from services.kb.lexicon import read_lexicon
from services.kb.views import View
from services.kb.words import is_unspaced, stem_word

MOST_WORDS = 32
KIN_WEIGHT = 0.45  # a word of about the same meaning, against the word itself
JOINED_WEIGHT = 0.9  # "pot hole" for pothole
UNKNOWN_TELLS = 0.35  # a name or a place in a question must not hide what the rest of it asks


@dataclass(frozen=True)
class Term:
    """One word of a question: what it may stand for with weights, and how much it tells."""

    word: str
    choices: dict[str, float]
    rarity: float


def read_terms(words: list[str], view: View, language: str) -> list[Term]:
    """The terms of a question's folded words for a view; `language` is the one that the question is in."""
    telling = tell_words(words, (view.language, language))
    once = [word for word in dict.fromkeys(telling) if _counts(word, view)]
    joined = _joined(telling, view)
    return [_term(word, joined.get(word), view) for word in once]


def tell_words(words: list[str], languages: Iterable[str]) -> list[str]:
    """The words without those that only ask in one of the languages; all of them when nothing would be left."""
    asking = frozenset[str]().union(*(read_lexicon(language).stopwords for language in languages))
    return [word for word in words if word not in asking][:MOST_WORDS] or words[:MOST_WORDS]


def correct_words(words: list[str], view: View) -> list[str]:
    """The words, each that no entry uses replaced by the likeliest one that is."""
    return [next((spelled for spelled, _ in view.vocabulary.spell(word)), word) for word in words]


def _counts(word: str, view: View) -> bool:
    """Pairs of letters across two words, and single letters, mean nothing when no entry has them."""
    return word in view.vocabulary or (len(word) > 1 and not is_unspaced(word))


def _term(word: str, joined: str | None, view: View) -> Term:
    own = _meanings(word, view)
    kin = read_lexicon(view.language).kin
    choices = {other: weight * KIN_WEIGHT for stem, weight in own.items() for other in kin.get(stem, ())}
    choices |= own
    if joined:
        choices[joined] = JOINED_WEIGHT
    rarity = max(view.rarity(stem) if view.uses(stem) else view.rarity("") * UNKNOWN_TELLS for stem in own)
    return Term(word, choices, rarity)


def _meanings(word: str, view: View) -> dict[str, float]:
    """The stem of the word, or of the words that it was probably meant to be."""
    stem = stem_word(word, view.language)
    if word in view.vocabulary or view.uses(stem) or stem in read_lexicon(view.language).kin:
        return {stem: 1.0}
    parts = view.vocabulary.split(word)
    spelled = view.vocabulary.spell(word) if parts is None else ((part, JOINED_WEIGHT) for part in parts)
    corrected = {stem_word(other, view.language): weight for other, weight in reversed(tuple(spelled))}
    return corrected or {stem: 1.0}


def _joined(words: list[str], view: View) -> dict[str, str]:
    """For each word of a neighbouring pair that is one word elsewhere, the stem of that word."""
    pairs: dict[str, str] = {}
    for first, second in pairwise(words):
        if first + second in view.vocabulary:
            stem = stem_word(first + second, view.language)
            pairs |= {first: stem, second: stem}
    return pairs
