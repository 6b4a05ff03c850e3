"""Candidates for a written address: ranked, each with a score and the method that found it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from operator import sub

from rapidfuzz.distance import OSA

from services.geo.addresses.address_text import Written, plain, take_apart
from services.geo.addresses.addresses import Address, AddressBook
from services.geo.addresses.landmarks import landmarks_begun, landmarks_like
from services.geo.addresses.ranges import addresses_in_range
from services.geo.addresses.reasons import (
    AS_WRITTEN,
    BEGINS_SO,
    IN_RANGE,
    MISTYPED_NUMBER,
    NEXT_NUMBER,
    SPELT_OTHERWISE,
    reason_for,
)
from services.geo.atlas.projection import project_point, stretch_at

STREET_WEIGHT, NUMBER_WEIGHT, LOCALITY_WEIGHT = 0.70, 0.20, 0.10
FARTHEST_NUMBER = 50  # house numbers, half a block; beyond it the nearest one says little about the place
BEYOND_METRES = 100.0  # a street may go on beyond its last known house
HALF_AMISS = 0.005  # off where only one of two addresses names a unit; four times as much for another unit
LEAST_SCORE = 0.6
NAME_BEGUN = 0.95
MOST_CANDIDATES = 10
CERTAINTY = {  # metres within which the true place lies, by method
    "address": 10.0, "address_typo": 10.0, "address_range": 40.0, "nearest_number": 150.0,
    "landmark": 50.0, "intersection": 15.0, "intersection_typo": 15.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Match:
    """A known address that may be meant; score is 0 to 1."""

    address: Address
    score: float
    method: str
    certainty_metres: float  # the true place lies within, when this match is the right one
    reason: str = AS_WRITTEN
    side: str | None = None  # of the street, where the number was placed by a range


def street_in(text: str) -> str:
    """The street that a written address names; empty for a crossing."""
    return take_apart(text).street


def find(book: AddressBook, text: str, limit: int = MOST_CANDIDATES) -> list[Match]:
    """Known addresses, crossings or landmarks that a written text may mean, best first; empty when none is like it."""
    written = book.read(text)
    named = [_landmark(*landmark, written) for landmark in landmarks_like(book, text, written)]
    if written.crossing:
        return _ranked([*named, *_crossings(book, written)], limit)
    if not written.street:
        return _ranked(named, limit)
    return _ranked([*named, *_on_streets(book, written)], limit)


def _landmark(address: Address, likeness: float, reason: str, written: Written) -> Match:
    elsewhere = LOCALITY_WEIGHT * (1 - _locality(address, written))
    return Match(address, round(likeness - elsewhere, 4), "landmark", CERTAINTY["landmark"], reason)


def _ranked(matches: Iterable[Match], limit: int) -> list[Match]:
    best: dict[str, Match] = {}
    for match in matches:
        held = best.get(match.address.id)
        if match.score >= LEAST_SCORE and (held is None or match.score > held.score):
            best[match.address.id] = match
    return sorted(best.values(), key=lambda match: (-match.score, match.address.id))[:limit]


def _on_streets(book: AddressBook, written: Written) -> Iterable[Match]:
    for key, likeness in book.streets.like(written.street):
        numbers = book.numbers(key)
        if written.number is None:
            yield from _whole_street(numbers, likeness, written)
            continue
        for number, worth in _numbers_meant(written.number, numbers):
            method = _method(likeness, worth)
            for address in numbers[number]:
                reason = reason_for(address, written, likeness, worth)
                yield Match(address, _score(likeness, worth, address, written), method, CERTAINTY[method], reason)
        if written.number not in numbers:
            for address, side in addresses_in_range(book.stretches.get(key, ()), written.number):
                reason = reason_for(address, written, likeness, IN_RANGE)
                score = _score(likeness, IN_RANGE, address, written)
                yield Match(address, score, "address_range", CERTAINTY["address_range"], reason, side)


def _method(likeness: float, worth: float) -> str:
    if worth < MISTYPED_NUMBER:
        return "nearest_number"
    return "address" if likeness == worth == 1.0 else "address_typo"


def _numbers_meant(asked: int, known: dict[int, list[Address]]) -> list[tuple[int, float]]:
    if asked in known:
        return [(asked, 1.0)]
    near = sorted((number for number in known if abs(number - asked) <= FARTHEST_NUMBER), key=lambda n: abs(n - asked))
    typed = str(asked)
    alike = [number for number in known if OSA.distance(typed, str(number), score_cutoff=1) <= 1]
    nearest = [(number, NEXT_NUMBER - 0.001 * place) for place, number in enumerate(near[:3])]
    return [*nearest, *((number, MISTYPED_NUMBER) for number in alike if abs(number - asked) > FARTHEST_NUMBER)]


def _whole_street(numbers: dict[int, list[Address]], likeness: float, written: Written) -> Iterable[Match]:
    """The house in the middle of the street in each city stands for the street."""
    by_city: dict[str | None, list[Address]] = {}
    for number in sorted(numbers):
        for address in numbers[number]:
            by_city.setdefault(address.city, []).append(address)
    for addresses in by_city.values():
        middle = addresses[len(addresses) // 2]
        score, reason = _score(likeness, NEXT_NUMBER, middle, written), reason_for(middle, written, likeness, None)
        yield Match(middle, score, "street", _reach(middle, addresses), reason)


def _reach(middle: Address, addresses: list[Address]) -> float:
    """Metres from the house in the middle to the farthest on the street."""
    x, y = project_point(middle.long, middle.lat)
    away = (math.hypot(*map(sub, project_point(other.long, other.lat), (x, y))) for other in addresses)
    return math.ceil(max(away) / stretch_at(middle.lat)) + BEYOND_METRES


def _score(likeness: float, number: float, address: Address, written: Written) -> float:
    total = STREET_WEIGHT * likeness + NUMBER_WEIGHT * number + LOCALITY_WEIGHT * _locality(address, written)
    return round(total - _unit_amiss(address.unit, written.unit), 4)


def _unit_amiss(known: str | None, written: str | None) -> float:
    """Another unit of the building counts against it more than the building as a whole."""
    if not known or not written:
        return HALF_AMISS if known or written else 0.0
    return 0.0 if plain(known).split()[-1] == written else 4 * HALF_AMISS


def _locality(address: Address, written: Written) -> float:
    """1 where city and ZIP agree or are not said; each that contradicts takes half."""
    worth = 1.0
    if written.zip and address.zip and written.zip != address.zip:
        worth -= 0.5
    if written.city and address.city:
        worth -= 0.5 * (1 - OSA.normalized_similarity(written.city, plain(address.city)))
    return worth


def _crossings(book: AddressBook, written: Written) -> Iterable[Match]:
    first, second = written.crossing or ("", "")
    others = book.streets.like(second)
    for one, likeness in book.streets.like(first):
        for other, its_likeness in others:
            for address in book.crossings.get(frozenset((one, other)), ()):
                both = (likeness + its_likeness) / 2
                method = "intersection" if both == 1.0 else "intersection_typo"
                reason = reason_for(address, written, both, 1.0)
                yield Match(address, _score(both, 1.0, address, written), method, CERTAINTY[method], reason)


def suggest(book: AddressBook, text: str, limit: int = MOST_CANDIDATES) -> list[Match]:
    """Addresses that what has been typed so far may become."""
    written = book.read(text)
    if written.crossing or not written.street:
        return find(book, text, limit)
    begun = [match for key, worth in book.streets.beginning(written.street, 50)
             for match in _begun(book.numbers(key), worth, written)]  # fmt: skip
    begun += [Match(address, NAME_BEGUN, "landmark", CERTAINTY["landmark"], BEGINS_SO)
              for address in landmarks_begun(book, text)]  # fmt: skip
    complete = find(book, text, limit) if written.number is not None else []
    return _ranked([*complete, *begun], limit)


def _begun(numbers: dict[int, list[Address]], worth: float, written: Written) -> Iterable[Match]:
    typed = "" if written.number is None else str(written.number)
    for number in sorted(numbers):
        if str(number).startswith(typed):
            likeness = worth if str(number) == typed else worth * 0.99
            reason = BEGINS_SO if worth == 1.0 else SPELT_OTHERWISE
            method = "address" if str(number) == typed else "address_typo"
            for address in numbers[number]:
                score = _score(likeness * 0.97, 1.0, address, written)
                yield Match(address, score, method, CERTAINTY[method], reason)
