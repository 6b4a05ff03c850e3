"""Exact keys: phone numbers, form numbers, acronyms and codes lead to their entry before any ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.kb.directory import PUBLIC
from services.kb.entries import Entry
from services.kb.words import cut_words, fold_text

PHONE = re.compile(r"\+?\d[\d\s().\-]{5,20}\d")
FORM = re.compile(r"\b(?:form\s+)?([a-z]{1,4}[-\s]?\d{1,4}[a-z]{0,2}|\d{3,4}[-\s]?[a-z]{1,4})\b", re.IGNORECASE)
ACRONYM = re.compile(r"\b[A-Z][A-Z&]{1,6}\b(?![\s-]*\d)")  # not the SR of a road's "SR 97"
NATIONAL_DIGITS = 10
SHORT_NUMBER = re.compile(r"\b\d{3}\b(?!\s+[A-Za-z]+\s+(?:st|street|ave|avenue|rd|road|dr|ln)\b)")


class Keys:
    """Which entries of one language's index have which key."""

    def __init__(self, entries: list[Entry], ordinary: Iterable[str]) -> None:
        self._phones: dict[tuple[str, str], list[int]] = {}
        self._names: dict[str, list[int]] = {}
        self._ordinary = frozenset(ordinary)
        for position, entry in enumerate(entries):
            for number, rule in (*entry.phones, *((old, PUBLIC) for old in entry.old_numbers)):
                self._phones.setdefault((_digits(number), rule), []).append(position)
            for name in _names(entry):
                self._names.setdefault(name, []).append(position)

    def find(self, text: str, rules: tuple[str, ...]) -> list[int]:
        """The positions of entries whose key stands in the text; numbers only under these rules."""
        digits = [_digits(number) for number in (*PHONE.findall(text), *SHORT_NUMBER.findall(text))]
        found = [self._phones.get((number, rule), []) for number in digits for rule in rules]
        found += [self._names.get(name, []) for name in self._named(text)]
        return list(dict.fromkeys(position for positions in found for position in positions))

    def _named(self, text: str) -> list[str]:
        forms = [_form(match) for match in FORM.findall(text)]
        shouted = text.isupper()
        written_large = [] if shouted else [acronym.lower() for acronym in ACRONYM.findall(text)]
        # In lower case an acronym counts where it is no ordinary word: ice on a road is not ICE.
        small = [word for word in cut_words(text) if word not in self._ordinary]
        return [*forms, *written_large, *small, fold_text(text).strip()]


def _names(entry: Entry) -> set[str]:
    written = (entry.title, *entry.aliases)
    acronyms = {acronym.lower() for text in written for acronym in ACRONYM.findall(text) if not text.isupper()}
    acronyms |= {text.lower() for text in written if text.isupper() and text.isalpha()}
    forms = {_form(match) for text in written for match in FORM.findall(text)}
    return acronyms | forms | {entry.id}


def ordinary_words(entries: list[Entry]) -> set[str]:
    """The words that the texts use in lower case, so that they are words and not only acronyms."""
    texts = (text for entry in entries for text in (entry.title, entry.summary, entry.body, *entry.aliases))
    small = (" ".join(raw for raw in text.split() if not raw.isupper()) for text in texts)
    return {word for text in small for word in cut_words(text)}


def _form(written: str) -> str:
    return re.sub(r"[-\s]", "", written).lower()


def _digits(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    # A number with the country's 1 before it is the same number.
    return digits[-NATIONAL_DIGITS:] if len(digits) == NATIONAL_DIGITS + 1 and digits[0] == "1" else digits
