"""Landmarks found by their name: libraries, stations, halls, also with slips of the finger or half typed."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from services.geo.addresses.address_text import Written, plain
from services.geo.addresses.addresses import Address, AddressBook
from services.geo.addresses.reasons import NAMED_ALMOST_SO, NAMED_SO

LEAST_LIKENESS = 82  # of 100
MOST = 5
LEAST_LETTERS = 3

Landmark = tuple[Address, float, str]  # and its likeness, and why it may be meant


def landmarks_like(book: AddressBook, text: str, written: Written) -> Iterable[Landmark]:
    """Landmarks whose name is what was written, with or without a town behind it, or nearly so."""
    if written.number is not None or not book.landmarks:
        return
    names = list(book.landmarks)
    for asked in dict.fromkeys((plain(text).replace(",", ""), written.street)):
        if len(asked) >= LEAST_LETTERS:
            for name, likeness, _ in process.extract(asked, names, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS,
                                                     limit=MOST):  # fmt: skip
                reason = NAMED_SO if likeness == 100 else NAMED_ALMOST_SO
                yield from ((address, likeness / 100, reason) for address in book.landmarks[name])


def landmarks_begun(book: AddressBook, text: str) -> Iterable[Address]:
    """Landmarks that have a word which begins as typed."""
    typed = plain(text).replace(",", "")
    if len(typed) >= LEAST_LETTERS:
        for name in sorted(book.landmarks):
            if name.startswith(typed) or f" {typed}" in name:
                yield from book.landmarks[name]
