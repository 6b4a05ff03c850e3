"""Names as people say and spell them: parts in any order, without accents, nicknames, names that sound alike."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from itertools import combinations, product

from jellyfish import metaphone
from nicknames import NickNamer
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

MOST_PARTS = 6
MOST_KEYS = 400
ALIKE = 0.91  # by Jaro and Winkler
# What stands before, between or behind names and tells nobody apart.
_TITLES = "mr mrs ms miss mx dr prof rev sir sr sra srta jr ii iii iv esq phd md"
_LINKS = "de del la las los da das dos di du van von der den y e bin ibn al el"
NO_NAMES = frozenset(f"{_TITLES} {_LINKS}".split())
# Short forms of Spanish, Portuguese and Ethiopian families' names that the English list does not know.
MORE_NICKNAMES = (
    "francisco paco pancho kiko", "jose pepe chepe", "guadalupe lupe lupita", "jesus chuy chucho", "ignacio nacho",
    "enrique quique kike", "manuel manolo manny", "maria mari marita", "dolores lola", "concepcion concha conchita",
    "mercedes meche", "rosario charo chayo", "alejandro alex jandro", "roberto beto", "alberto beto", "luis lucho",
    "eduardo lalo edu", "gregorio goyo", "antonio tono toni", "xavier javier xavi javi", "isabel chabela isa",
    "teresa tere", "graciela chela", "santiago chago", "gabriela gaby gabi", "fernando nando", "ricardo ricky richi",
    "rafael rafa", "beatriz bety", "leticia lety", "joaquim quim", "jorge george", "juan john", "miguel michael mike",
    "tewodros teddy", "mohammed muhammad mohamed mohammad mo",
)  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_APOSTROPHES = re.compile(r"['’`]")
# Spellings that Spanish and English write differently and say alike, before the code for the sound is made.
_SAME_SOUND = ((re.compile(r"^h(?=[aeiou])"), ""), (re.compile(r"^ng"), "n"), (re.compile("v"), "b"),
               (re.compile("th"), "t"), (re.compile("mps"), "ms"), (re.compile("ll"), "l"))  # fmt: skip
_english = NickNamer()


def fold(text: str) -> str:
    """Return a text in small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def parts_of(name: str) -> list[str]:
    """Return the parts of a name that tell people apart, the given name first: "García, José" is josé garcía."""
    family, comma, given = name.partition(",")
    text = f"{given} {family}" if comma and given.strip() else name
    words = [_APOSTROPHES.sub("", word) for word in _WORDS.findall(fold(text))]
    kept = [word for word in words if word not in NO_NAMES]
    return (kept or words)[:MOST_PARTS]


@lru_cache(maxsize=20_000)
def sound(part: str) -> str:
    """Return a code that parts share which sound alike; what is not in Latin letters stands for itself."""
    if not part.isascii():
        return part
    said = part
    for pattern, letter in _SAME_SOUND:
        said = pattern.sub(letter, said)
    return metaphone(said) or said


def stored_keys(name: str) -> tuple[int | None, int | None]:
    """Return the two numbers under which a name is found: of its ends, and of its first and last but one part."""
    parts = parts_of(name)
    if not parts:
        return None, None
    if len(parts) == 1:
        return _key(sound(parts[0])), None
    ends = _pair(sound(parts[0]), sound(parts[-1]))
    return ends, _pair(sound(parts[0]), sound(parts[-2])) if len(parts) > 2 else None


def wanted_keys(name: str) -> list[int]:
    """Return every number under which a name that somebody says may stand: any two parts, nicknames included."""
    parts = parts_of(name)
    if len(parts) == 1:
        return sorted({_key(code) for code in _sounds(parts[0])})
    pairs = (product(_sounds(one), _sounds(other)) for one, other in combinations(parts, 2))
    return sorted({_pair(one, other) for each in pairs for one, other in each})[:MOST_KEYS]


def _sounds(part: str) -> set[str]:
    return {sound(form) for form in forms_of(part)}


def _pair(one: str, other: str) -> int:
    return _key(" ".join(sorted((one, other))))


def _key(code: str) -> int:
    return int.from_bytes(hashlib.blake2b(code.encode(), digest_size=8).digest(), "big") >> 1


@lru_cache(maxsize=5000)
def forms_of(part: str) -> frozenset[str]:
    """Return a part with its long and short forms: bill, william, will."""
    long = _english.canonicals_of(part)
    found = {part} | long | _english.nicknames_of(part)
    for name in long:
        found |= _english.nicknames_of(name)
    return frozenset(found.union(*(group.split() for group in MORE_NICKNAMES if part in group.split())))


def fits(said: str, stored: str | None) -> bool:
    """Whether a name that was said may be the one that is stored.

    Every part of the shorter one has its match in the other, at least two where both have two; only one may be an
    initial.
    """
    one, other = sorted((parts_of(said), parts_of(stored or "")), key=len)
    if not one:
        return False
    left, initials = list(other), 0
    for part in sorted(one, key=len, reverse=True):
        match = next((each for each in left if alike(part, each)), None)
        if match is None:
            return False
        left.remove(match)
        initials += min(len(part), len(match)) == 1
    return initials <= max(0, len(one) - 1)


def alike(one: str, other: str) -> bool:
    """Whether two parts may be the same: as initial, short form, by sound, or but for a slip of the finger."""
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    if other in forms_of(one) or one in forms_of(other) or sound(one) == sound(other):
        return True
    if min(len(one), len(other)) < 4:
        return False
    return DamerauLevenshtein.distance(one, other) <= 1 or JaroWinkler.similarity(one, other) >= ALIKE


def mask(name: str) -> str:
    """Return the initials of a name; how long its parts are is not told."""
    return " ".join(f"{part[0].upper()}." for part in parts_of(name))
