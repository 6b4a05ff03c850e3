"""Search: a caller's words in, one ranking of answers, agencies, service types and facilities out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from services.kb.entries import Entry
from services.kb.facilities import Place, Wish, describe_facility
from services.kb.keys import Keys, ordinary_words
from services.kb.languages import UNKNOWN, tell_language
from services.kb.ranking import SURE_SCORE, Ranked, rank_entries
from services.kb.snippets import Passages
from services.kb.terms import correct_words, read_terms
from services.kb.views import View
from services.kb.wishes import BuildingWish, read_wish
from services.kb.words import clean_text, cut_words

LONGEST_QUESTION = 400  # characters; what stands behind them is not read
KEY_SCORE, WISH_SCORE = 0.99, 0.98
MOST_LEADING = 5  # what leads must leave room for the rest of the ranking


@dataclass(frozen=True)
class Question:
    """What was asked, when, under which publish rules, in which language if known, and where."""

    text: str
    moment: datetime
    rules: tuple[str, ...] = ("public",)
    language: str | None = None
    near: Place | None = None
    limit: int = 10


@dataclass(frozen=True)
class Hit:
    """An entry that answers, its score, the passage that shows why, a facility's distance and hours."""

    entry: Entry
    score: float
    snippet: str
    facility: dict | None = None


@dataclass(frozen=True)
class Found:
    """The hits, best first, and the language that the question was taken to be in."""

    hits: list[Hit]
    language: str

    @property
    def sure(self) -> bool:
        """Whether the first hit is good enough to count as an answer; else the question is a gap."""
        return bool(self.hits) and self.hits[0].score >= SURE_SCORE


@dataclass(frozen=True)
class Reading:
    """A question as it was read: its clean text, folded words and language."""

    text: str
    words: list[str]
    language: str
    question: Question


class Search:
    """The indexes of all languages over one state of the knowledge base; never changed once built."""

    def __init__(self, entries: dict[str, list[Entry]], zone: ZoneInfo) -> None:
        self.zone = zone
        self.views = {language: View(language, found) for language, found in entries.items()}
        self._keys = {code: Keys(view.entries, ordinary_words(view.entries)) for code, view in self.views.items()}
        self._passages = {code: Passages(code) for code in self.views}
        self._known = {code: _own_words(view) for code, view in self.views.items()}

    def find(self, question: Question) -> Found:
        """The answers to a question; an empty, senseless or hostile one finds nothing."""
        text = clean_text(question.text, LONGEST_QUESTION)
        told = tell_language(text, self._known, question.language)
        language = question.language or "en" if told == UNKNOWN else told
        reading = Reading(text, cut_words(text), language, question)
        # The language may be told wrongly, or the page's may serve better than none: others follow.
        for code in dict.fromkeys((language, question.language, "en", *self.views)):
            hits = self._find_in(self.views[code], reading) if code in self.views and reading.words else []
            if hits:
                return Found(hits, language)
        return Found([], language)

    def _find_in(self, view: View, reading: Reading) -> list[Hit]:
        terms = read_terms(reading.words, view, reading.language)
        ranked = rank_entries(view, terms, reading.words)
        led = self._lead(view, reading, ranked)
        leading = {entry.position for entry in led}
        order = [*led, *(entry for entry in ranked if entry.position not in leading)]
        stems = {stem: weight * term.rarity for term in terms for stem, weight in term.choices.items()}
        return [self._hit(view, entry, stems, reading.question) for entry in order[: reading.question.limit]]

    def _lead(self, view: View, reading: Reading, ranked: list[Ranked]) -> list[Ranked]:
        """The entries that lead: those with an exact key in the question, or the buildings it wishes for."""
        keyed = self._keys[view.language].find(reading.text, reading.question.rules)
        if keyed:
            scores = {entry.position: entry.score for entry in ranked}
            ordered = sorted(keyed, key=lambda position: (-scores.get(position, 0), position))
            return [Ranked(position, KEY_SCORE - at / 1000) for at, position in enumerate(ordered[:MOST_LEADING])]
        wish = read_wish(reading.words, view) or read_wish(correct_words(reading.words, view), view)
        found = self._buildings(view, wish, reading.question) if wish else []
        return [Ranked(position, WISH_SCORE - at / 1000) for at, position in enumerate(found[:MOST_LEADING])]

    def _buildings(self, view: View, wish: BuildingWish, question: Question) -> list[int]:
        described = {
            position: describe_facility(entry.facility, self._wish_at(question), self.zone)
            for position, entry in enumerate(view.entries)
            if entry.facility and entry.facility["kind"] in wish.kinds
        }
        open_now = {position for position, facility in described.items() if facility["open"]}
        chosen = open_now if wish.open_only and open_now else described
        return sorted(chosen, key=lambda at: _named_then_near(described[at], wish, view.stems[at]))

    def _hit(self, view: View, ranked: Ranked, stems: dict[str, float], question: Question) -> Hit:
        entry = view.entries[ranked.position]
        there = entry.facility and describe_facility(entry.facility, self._wish_at(question), self.zone)
        return Hit(entry, round(ranked.score, 4), self._passages[view.language].choose(entry, stems), there)

    def _wish_at(self, question: Question) -> Wish:
        return Wish(question.moment, question.near)


def _named_then_near(facility: dict, wish: BuildingWish, stems: frozenset[str]) -> tuple:
    distance = facility["distance_metres"]
    return (-len(wish.named & stems), distance or 0, not facility["open"], facility["name"])


def _own_words(view: View) -> frozenset[str]:
    own = (entry for entry in view.entries if not entry.fallback and entry.facility is None)
    return frozenset(word for entry in own for text in (entry.title, entry.summary) for word in cut_words(text))
