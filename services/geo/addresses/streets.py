"""Names of streets: their parts, and the nearest known names to what somebody wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services.geo.addresses.street_words import DIRECTIONS, TYPES, mistyped, words_of

LEAST_LIKENESS = 0.55  # of the bare names; below it two names are different streets
MOST_CANDIDATES = 12
MISTYPED_WORTH = 0.97  # of a likeness that needs a word of the name to have been mistyped
LIKENESS_WEIGHT, TYPE_WEIGHT, DIRECTION_WEIGHT = 0.86, 0.09, 0.05


@dataclass(frozen=True, slots=True)
class StreetName:
    """A street's name in parts: 'N Oak Hill Rd' is direction N, bare name OAK HILL, type RD."""

    bare: str
    type: str = ""
    direction: str = ""

    @property
    def key(self) -> str:
        """The one form of the whole name."""
        return " ".join(part for part in (self.direction, self.bare, self.type) if part)


@lru_cache(maxsize=50_000)
def street_name(text: str) -> StreetName:
    """The parts of a street's name however it was written."""
    words = words_of(text)
    direction = ""
    if len(words) > 1 and words[0] in DIRECTIONS and words[1] not in TYPES:
        direction = words.pop(0)
    elif len(words) > 2 and words[-1] in DIRECTIONS:
        direction = words.pop()
    kind = words.pop() if len(words) > 1 and words[-1] in TYPES else ""
    return StreetName(" ".join(words), kind, direction)


class StreetNames:
    """Known streets, to be found by what somebody wrote."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.names = {key: street_name(key) for key in sorted(set(keys))}
        self.by_bare: dict[str, list[str]] = {}
        for key, name in self.names.items():
            self.by_bare.setdefault(name.bare, []).append(key)
        self.bares = list(self.by_bare)
        self.keys = list(self.names)

    def like(self, text: str) -> list[tuple[str, float]]:
        """Known keys with their likeness to a written name (0 to 1), best first; 1.0 is the same name."""
        found: dict[str, float] = {}
        for worth, asked in _readings(text):
            for key in self._candidates(asked):
                found[key] = max(found.get(key, 0.0), worth * self._likeness(asked, key))
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return ranked[:MOST_CANDIDATES]

    def beginning(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Known keys that begin like an unfinished name, or that have a word which does."""
        asked = " ".join(words_of(text))
        if not asked:
            return []
        found = [(key, 1.0) for key, name in self.names.items() if key.startswith(asked) or name.bare.startswith(asked)]
        found += [(key, 0.9) for key in self.keys if f" {asked}" in key]
        return list(dict(reversed(found)).items())[::-1][:limit] or self._nearly_beginning(asked, limit)

    def _nearly_beginning(self, asked: str, limit: int) -> list[tuple[str, float]]:
        starts = [bare[: len(asked)] for bare in self.bares]
        hits = process.extract(
            asked, starts, scorer=OSA.normalized_similarity, score_cutoff=LEAST_LIKENESS, limit=limit
        )
        return [(key, likeness * 0.9) for _, likeness, place in hits for key in self.by_bare[self.bares[place]]]

    def _candidates(self, asked: StreetName) -> set[str]:
        if asked.key in self.names:
            return {asked.key}
        found = set(self.by_bare.get(asked.bare, ()))
        if found and asked.type:
            return found | self._keys_like(asked.key)
        near = process.extract(
            asked.bare, self.bares, scorer=OSA.normalized_similarity, score_cutoff=LEAST_LIKENESS, limit=MOST_CANDIDATES
        )
        found.update(key for bare, _, _ in near for key in self.by_bare[bare])
        return found | self._keys_like(asked.key)

    def _keys_like(self, key: str) -> set[str]:
        near = process.extract(
            key, self.keys, scorer=OSA.normalized_similarity, score_cutoff=LEAST_LIKENESS, limit=MOST_CANDIDATES
        )
        return {known for known, _, _ in near}

    def _likeness(self, asked: StreetName, key: str) -> float:
        name = self.names[key]
        if asked == name:
            return 1.0
        whole = OSA.normalized_similarity(asked.key, key)
        bare = OSA.normalized_similarity(asked.bare, name.bare)
        parts = LIKENESS_WEIGHT * bare
        parts += TYPE_WEIGHT * _agreement(asked.type, name.type)
        parts += DIRECTION_WEIGHT * _agreement(asked.direction, name.direction)
        return min(0.99, max(whole, parts))


def _readings(text: str) -> list[tuple[float, StreetName]]:
    """The name as written and, where its last word is no type, as if a type had been mistyped there."""
    asked = street_name(text)
    words = asked.key.split()
    meant = mistyped(words[-1]) if len(words) > 1 and not asked.type else None
    if not meant:
        return [(1.0, asked)] if asked.bare else []
    return [(1.0, asked), (MISTYPED_WORTH, street_name(" ".join([*words[:-1], meant])))]


def _agreement(asked: str, known: str) -> float:
    """1 when equal, nearly 1 when one is silent, 0 when they contradict."""
    if asked == known:
        return 1.0
    return 0.8 if not asked or not known else 0.0
