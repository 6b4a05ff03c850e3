"""What somebody wrote as an address, taken apart: number, street, unit, city and ZIP, or two streets that cross."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from services.geo.addresses.street_words import DIRECTION_OF, ORDINAL_OF, TYPE_OF, plain

CITY_LIKENESS = 72  # of 100: "Rivreton" is Riverton, "Hollow" is not Oak Hollow
LONGEST_TEXT = 250
LEADS = ("CORNER", "INTERSECTION", "CROSSING")

_ZIP = re.compile(r"(?:^|[\s,])(\d{5})(?:-\d{4})?$")
_STATE = re.compile(r"[\s,]+[A-Z]{2}$")
_UNIT = re.compile(r"[\s,]*(?:\b(?:APT|APARTMENT|UNIT|SUITE|STE|ROOM|RM|FLOOR|FL)\b\.?\s*#?|#)\s*([A-Z0-9-]+)\b")
_NUMBER = re.compile(r"^#?(\d{1,6})(?:\s*-\s*\d+)?(?:-?([A-Z])\b|\s*1/2)?\s+(?=\S)")
_ORDINAL = re.compile(r"^\d*(?:1\s+ST|2\s+ND|3\s+RD|[04-9]\s+TH|1\d\s+TH)\s+(?:STREET|ST|AVENUE|AVE|ROAD|RD)\b")
_LEAD = re.compile(r"^(?:AT|THE|ON|IN|NEAR|BY)\s+|^(?:INTERSECTION|CORNER|CROSSING)\s+(?:OF\s+)?")
_CROSS = re.compile(r"\s*(?:&|/|@|\+|\bAND\b|\bAT\b|\bX\b)\s*")
_OF = re.compile(r"^(\w+)\s+OF\s+(?=\S)")
_CROSS_WORDS = {"&", "AND", "AT", "/", "@", "+", "X", "WITH"}
_CORNER_WITH = re.compile(r"\s+(?:CORNER|INTERSECTION)\s+(?:OF|WITH)\s+")


@dataclass(frozen=True, slots=True)
class Written:
    """The parts of an address as written; `crossing` holds two street names, then `street` is empty."""

    street: str = ""
    number: int | None = None
    unit: str | None = None
    city: str | None = None
    zip: str | None = None
    crossing: tuple[str, str] | None = None


def take_apart(text: str, cities: Iterable[str] = ()) -> Written:
    """The parts of a written address or crossing; `cities` are the names known, in any case."""
    rest, zip_code, unit = _ends(plain(text[:LONGEST_TEXT]))
    rest, city = _city(rest, [plain(city) for city in cities])
    rest = _without_lead(rest)
    number = None if _ORDINAL.match(rest) else _NUMBER.match(rest)
    streets = [part for part in _CROSS.split(_CORNER_WITH.sub(" & ", rest)) if part.strip(" ,")]
    if number is None and len(streets) == 2:
        return Written(city=city, zip=zip_code, crossing=(streets[0].strip(" ,"), streets[1].strip(" ,")))
    if number is None:
        return Written(rest.strip(" ,"), None, unit, city, zip_code)
    return Written(rest[number.end() :].strip(" ,"), int(number[1]), unit or number[2], city, zip_code)


def _ends(text: str) -> tuple[str, str | None, str | None]:
    text = text.strip(" ,")
    zip_code = _ZIP.search(text)
    if zip_code:
        text = text[: zip_code.start()].strip(" ,")
    state = _STATE.search(text)
    if state and (zip_code or "," in state[0]) and not _street_word(state[0].strip(" ,")):
        text = text[: state.start()]
    unit = _UNIT.search(text)
    if unit and unit.start():
        text = f"{text[: unit.start()]} {text[unit.end() :]}"
    return text.strip(" ,"), zip_code and zip_code[1], unit[1] if unit and unit.start() else None


def _street_word(word: str) -> bool:
    return word in TYPE_OF or word in DIRECTION_OF


def _without_lead(text: str) -> str:
    while (lead := _LEAD.match(text) or _mistyped_lead(text)) and text[lead.end() :].strip():
        text = text[lead.end() :]
    return text


def _mistyped_lead(text: str) -> re.Match[str] | None:
    """'corenr of' is no street; the word before 'of' in 'Avenue of the Arts' is."""
    lead = _OF.match(text)
    hit = process.extractOne(lead[1], LEADS, scorer=OSA.distance, score_cutoff=2) if lead else None
    return lead if hit else None


def _city(text: str, cities: list[str]) -> tuple[str, str | None]:
    street, _, tail = text.partition(",")
    if tail.strip() in DIRECTION_OF or tail.split(",")[0].strip() in DIRECTION_OF:
        return _city(text.replace(",", " ", 1), cities)
    if tail:
        known = _known_city(tail.split(",")[-1].strip(), cities)
        return street.strip(), known or tail.split(",")[-1].strip() or None
    words = text.split()
    for start in range(2, len(words)):
        if " ".join(words[start:]) in cities and not _leaves_half_a_name(words, start):
            return " ".join(words[:start]), " ".join(words[start:])
    for start in range(2, len(words)):
        may_end = _ends_a_street(words[start - 1]) and words[start] not in _CROSS_WORDS
        known = _known_city(" ".join(words[start:]), cities) if may_end else None
        if known:
            return " ".join(words[:start]), known
    return text, None


def _leaves_half_a_name(words: list[str], start: int) -> bool:
    """'200 Oak Hollow' and 'Oak & Hollow' name streets, not a street and a city."""
    bare = [word for word in words[:start] if not word.isdigit()]
    return not bare or words[start - 1] in _CROSS_WORDS | {"OF"} or _only_direction(bare)


def _only_direction(words: list[str]) -> bool:
    return all(word in DIRECTION_OF for word in words)


def _ends_a_street(word: str) -> bool:
    return _street_word(word) or word in ORDINAL_OF


def _known_city(text: str, cities: list[str]) -> str | None:
    if not text or _street_word(text):
        return None
    hit = process.extractOne(text, cities, scorer=fuzz.ratio, score_cutoff=CITY_LIKENESS)
    return hit[0] if hit else None
