"""One order over articles, agencies, service types and facilities for the terms of a question."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log

from services.kb.entries import AGENCY, ARTICLE, FACILITY, SERVICE
from services.kb.lexicon import read_lexicon
from services.kb.terms import Term
from services.kb.views import View

CANDIDATES = 60
KIN_COVERS = 0.5  # power: a word of about the same meaning covers nearly as much as the word itself
LEAST_SCORE = 0.25  # below it an entry is not shown
# Below it a question counts as not answered; tests/kb/golden.py measures both kinds of mistake.
SURE_SCORE = 0.42
COVERED_SHARE = 0.65  # how much of a score hangs on being covered
LEADING_SHARE = 0.5  # how much more a word counts in the title or an alias
KIND_WEIGHTS = {ARTICLE: 1.0, SERVICE: 1.0, AGENCY: 0.9, FACILITY: 0.7}
ASKED_FOR = 1.15  # for articles when the words want to know, for service types when they want something done
OUTDATED_WEIGHT = 0.95
HALF_SCORE = 2.2  # times log(entries): the raw score that is shown as 0.5, as rarity grows with the log too
SAME_KIND_OF_BUILDING = 2  # so that twelve libraries do not push out the article on library cards


@dataclass(frozen=True)
class Ranked:
    """An entry's position in its view and how well it fits, from 0 to 1."""

    position: int
    score: float


def rank_entries(view: View, terms: list[Term], words: list[str]) -> list[Ranked]:
    """The entries that answer the terms, best first; none when none covers enough of the question."""
    candidates = view.candidates([term.choices for term in terms], CANDIDATES)
    weights = weigh_kinds(words, view.language)
    ranked = [_rank(view, terms, position, score, weights) for position, score in candidates]
    enough = [entry for entry in ranked if entry.score >= LEAST_SCORE]
    return _thin_out(view, sorted(enough, key=lambda entry: (-entry.score, entry.position)))


def weigh_kinds(words: list[str], language: str) -> dict[str, float]:
    """How much each kind of entry weighs, by whether the question wants to know or wants something done."""
    lexicon = read_lexicon(language)
    asks = sum(word in lexicon.asks for word in words)
    reports = sum(word in lexicon.reports for word in words)
    favoured = ARTICLE if asks > reports else SERVICE if reports > asks else None
    return {kind: weight * (ASKED_FOR if kind == favoured else 1) for kind, weight in KIND_WEIGHTS.items()}


def _rank(view: View, terms: list[Term], position: int, score: float, weights: dict[str, float]) -> Ranked:
    entry = view.entries[position]
    covered = _share(terms, view.stems[position])
    leading = _share(terms, view.leading[position])
    weight = (1 - COVERED_SHARE + COVERED_SHARE * covered) * (1 + LEADING_SHARE * leading)
    raw = score * weight * weights[entry.kind] * (OUTDATED_WEIGHT if entry.outdated else 1)
    return Ranked(position, raw / (raw + HALF_SCORE * log(1 + len(view.entries))))


def _share(terms: list[Term], stems: frozenset[str]) -> float:
    total = sum(term.rarity for term in terms)
    held = sum(term.rarity * _held(term, stems) for term in terms)
    return held / total if total else 0.0


def _held(term: Term, stems: frozenset[str]) -> float:
    best = max((weight for stem, weight in term.choices.items() if stem in stems), default=0.0)
    return best**KIN_COVERS


def _thin_out(view: View, ranked: list[Ranked]) -> list[Ranked]:
    seen: Counter[str] = Counter()
    kept = []
    for entry in ranked:
        facility = view.entries[entry.position].facility
        if facility is not None:
            seen[facility["kind"]] += 1
            if seen[facility["kind"]] > SAME_KIND_OF_BUILDING:
                continue
        kept.append(entry)
    return kept
