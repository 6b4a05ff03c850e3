"""The words that the knowledge base uses, and the nearest of them to a word that it does not use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4  # letters: shorter words have too many neighbours
TWO_MISTAKES_FROM = 8  # letters
FIRST_LETTER_SURE = 6  # people seldom miss the first letter, and best is not west
SPELLINGS = 3
WEIGHTS = {1: 0.9, 2: 0.7}  # of a spelling, by the number of mistakes
KEPT_SPELLINGS = 20_000


class Vocabulary:
    """Folded words with how often they are used; looks up spellings and words written apart or together.

    A word of `real` is meant as it is, even where nothing here uses it.
    """

    def __init__(self, words: Iterable[str], real: Container[str] = frozenset()) -> None:
        self.uses = Counter(words)
        self._real = real
        self._by_length: dict[int, list[str]] = {}
        for word in self.uses:
            if word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self._spellings: dict[str, tuple[tuple[str, float], ...]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self.uses

    def spell(self, word: str) -> tuple[tuple[str, float], ...]:
        """The likeliest words meant by one that nobody uses, with weights below 1."""
        if word in self.uses or word in self._real or len(word) < SHORTEST or not word.isalpha():
            return ()
        found = self._spellings.get(word)
        if found is None:
            found = self._look_up(word)
            if len(self._spellings) < KEPT_SPELLINGS:
                self._spellings[word] = found
        return found

    def _look_up(self, word: str) -> tuple[tuple[str, float], ...]:
        allowed = 2 if len(word) >= TWO_MISTAKES_FROM else 1
        near = [used for step in range(-allowed, allowed + 1) for used in self._by_length.get(len(word) + step, ())]
        if len(word) <= FIRST_LETTER_SURE:
            near = [used for used in near if used[0] == word[0]]
        hits = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        fewest = min((mistakes for _, mistakes, _ in hits), default=0)
        nearest = [used for used, mistakes, _ in hits if mistakes == fewest]
        ranked = sorted(nearest, key=lambda used: (used[0] != word[0], -self.uses[used], used))
        return tuple((used, WEIGHTS[int(fewest)]) for used in ranked[:SPELLINGS])

    def split(self, word: str) -> tuple[str, str] | None:
        """The two used words that this one is made of: streetlamp is street and lamp."""
        cuts = range(3, len(word) - 2)
        parts = [(word[:at], word[at:]) for at in cuts if word[:at] in self.uses and word[at:] in self.uses]
        return max(parts, key=lambda pair: min(self.uses[pair[0]], self.uses[pair[1]]), default=None)
