"""Questions that wish for a building: "nearest open library" is answered by places, not by texts."""

from __future__ import annotations

from dataclasses import dataclass

from services.kb.entries import FACILITY, Entry
from services.kb.lexicon import Lexicon, known_languages, read_lexicon
from services.kb.views import View
from services.kb.words import stem_word

MOST_WORDS = 32


@dataclass(frozen=True)
class BuildingWish:
    """The kinds of building asked for, whether only open ones count, and stems that may name one."""

    kinds: frozenset[str]
    open_only: bool
    named: frozenset[str]


def read_wish(words: list[str], view: View) -> BuildingWish | None:
    """The wish in a question's folded words; None when it asks for something else.

    Beside the kind and the words that ask (near, open, where, today) a wish has only words of the names and
    addresses of such facilities or words that no entry uses: a pothole near the library is no wish for one.
    """
    lexicons = [read_lexicon(language) for language in known_languages()]
    words = words[:MOST_WORDS]
    present = {entry.facility["kind"] for entry in view.entries if entry.facility}
    for length in range(min(4, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            kinds = _kinds_called(words[start : start + length], lexicons) & present
            rest = words[:start] + words[start + length :]
            if kinds and (wish := _wish(kinds, rest, view)):
                return wish
    return None


def _kinds_called(words: list[str], lexicons: list[Lexicon]) -> frozenset[str]:
    called = frozenset[str]()
    for lexicon in lexicons:
        stems = tuple(stem_word(word, lexicon.language) for word in words)
        called |= lexicon.called.get(stems, frozenset())
    return called


def _wish(kinds: frozenset[str], rest: list[str], view: View) -> BuildingWish | None:
    asking = frozenset[str]().union(*(read_lexicon(language).asking for language in known_languages()))
    opening = frozenset[str]().union(*(read_lexicon(language).open for language in known_languages()))
    telling = {stem_word(word, view.language) for word in rest if word not in asking}
    named = telling & _words_of(kinds, view)
    elsewhere = {stem for stem in telling - named if view.uses(stem)}
    if elsewhere:
        return None
    return BuildingWish(kinds, bool(opening & set(rest)), frozenset(named))


def _words_of(kinds: frozenset[str], view: View) -> set[str]:
    pairs = zip(view.entries, view.stems, strict=True)
    return {stem for entry, stems in pairs if _is_of(entry, kinds) for stem in stems}


def _is_of(entry: Entry, kinds: frozenset[str]) -> bool:
    return entry.kind == FACILITY and entry.facility is not None and entry.facility["kind"] in kinds
