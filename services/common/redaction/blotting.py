"""Blotting personal data out of a text, and saying of which kinds it was."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from services.common.contract import PERSONAL_DATA
from services.common.redaction import patterns

MARKS = {
    "email": "[e-mail removed]", "card": "[number removed]", "identity_number": "[number removed]",
    "phone": "[number removed]", "plate": "[plate removed]", "address": "[address removed]", "name": "[name removed]",
}  # fmt: skip
KINDS = PERSONAL_DATA
_SEVERAL_NAMES = re.compile(r"\[name removed\](?:[\s.,-]+\[name removed\])+")


@dataclass(frozen=True)
class Person:
    """Whose text it is: parts of names and lines of addresses, spelt plainly; words of places are no names there.

    `known` are telephone numbers that everybody may read, ten digits each: the county's own.
    """

    names: frozenset[str] = frozenset()
    lines: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Blotted:
    """A text as everybody may read it, and the kinds of what was blotted out, in the order of KINDS."""

    text: str
    kinds: tuple[str, ...]


@dataclass
class _Page:
    """A text that is being blotted."""

    text: str
    kinds: set[str] = field(default_factory=set)

    def blot(self, kind: str, pattern: re.Pattern[str], fits: Callable[[str], bool] = lambda found: True) -> None:
        """Put a mark in the place of each find that fits; what a pattern calls `before` stays."""

        def one(match: re.Match[str]) -> str:
            if not fits(match[0]):
                return match[0]
            self.kinds.add(kind)
            return match.groupdict().get("before", "") + MARKS[kind]

        self.text = pattern.sub(one, self.text)


NOBODY = Person()


def spelt(text: str) -> str:
    """Return a text in small letters, without accents and with plain apostrophes."""
    apart = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words_of(text: str | None) -> frozenset[str]:
    """Return the words of a text, spelt plainly, and of those with hyphens their parts."""
    words = [match[0] for match in patterns.WORD.finditer(spelt(text or ""))]
    return frozenset(part for word in words for part in (word, *word.split("-")))


def phone_digits(phone: str) -> str:
    """Return the last ten digits of a telephone number: the country's is left out."""
    return "".join(filter(str.isdigit, phone))[-10:]


def person(name: str | None, lines: Iterable[str] = (), place: str | None = None) -> Person:
    """Return whose texts are to be blotted: a name, the lines of a postal address, the place that is spoken of."""
    parts = frozenset(part for part in words_of(name) if len(part) > 1)
    houses = tuple(" ".join(spelt(line).partition(",")[0].split()) for line in lines if line[:1].isdigit())
    return Person(parts, houses, words_of(place))


@lru_cache(maxsize=4000)
def blot(text: str, whose: Person = NOBODY) -> Blotted:
    """Return a text without what reaches or identifies a person."""
    page = _Page(text)
    if patterns.AT.search(text):
        for pattern in patterns.EMAILS:
            page.blot("email", pattern)
    if any(map(str.isdigit, text)):
        _blot_numbers(page, whose)
    page.blot("name", patterns.NAMED)
    page.blot("name", patterns.INTRODUCED)
    if whose.names:
        _blot_names(page, whose)
    return Blotted(page.text, tuple(kind for kind in KINDS if kind in page.kinds))


def kinds_in(texts: Iterable[str | None], whose: Person = NOBODY) -> list[str]:
    """Return the kinds of personal data in some texts: what whoever publishes them is warned of."""
    found = {kind for text in texts if text for kind in blot(text, whose).kinds}
    return [kind for kind in KINDS if kind in found]


def _blot_numbers(page: _Page, whose: Person) -> None:
    page.blot("card", patterns.CARD, patterns.is_card)
    page.blot("identity_number", patterns.SOCIAL_SECURITY)
    page.blot("phone", patterns.PHONE, lambda found: phone_digits(found) not in whose.known)
    page.blot("plate", patterns.PLATE)
    page.blot("plate", patterns.PLAIN_PLATE)
    for line in whose.lines:
        page.blot("address", re.compile(rf"\b{re.escape(line)}\b".replace(r"\ ", r"\W+"), re.IGNORECASE))
    page.blot("address", patterns.HOME)
    page.blot("address", patterns.FLAT)


def _blot_names(page: _Page, whose: Person) -> None:
    """Blot out every part of the person's names; one that is also a word of the place only beside another part."""
    found = list(patterns.WORD.finditer(page.text))
    own = [_is_own(match[0], whose.names) for match in found]
    beside = [False, *own, False]
    text, at = "", 0
    for i, match in enumerate(found):
        if own[i] and (spelt(match[0]) not in whose.places or beside[i] or beside[i + 2]):
            text, at = text + page.text[at : match.start()] + MARKS["name"], match.end()
    if at:
        page.kinds.add("name")
    page.text = _SEVERAL_NAMES.sub(MARKS["name"], text + page.text[at:])


def _is_own(word: str, names: frozenset[str]) -> bool:
    """Whether a word is a part of the name, "Maria's" too; two letters are one only when written large."""
    plain = spelt(word).removesuffix("'s")
    parts = {plain, *plain.split("-")} & names
    return any(len(part) > 2 or word[:1].isupper() for part in parts)
