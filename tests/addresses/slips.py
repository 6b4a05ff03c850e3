"""Slips of the finger: a letter left out, doubled, hit beside its key, or swapped with the next."""

import random

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {letter: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in ROWS for at, letter in enumerate(row)}
LEAST_LETTERS = 4  # a slip in a shorter word makes another word of it


def _leave_out(word: str, at: int, chance: random.Random) -> str:
    return word[:at] + word[at + 1 :]


def _double(word: str, at: int, chance: random.Random) -> str:
    return word[:at] + word[at] + word[at:]


def _beside(word: str, at: int, chance: random.Random) -> str:
    return word[:at] + chance.choice(BESIDE.get(word[at].lower(), "e")) + word[at + 1 :]


def _swap(word: str, at: int, chance: random.Random) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :] if at + 1 < len(word) else _leave_out(word, at, chance)


WAYS = (_leave_out, _double, _beside, _swap)


def slip(word: str, chance: random.Random) -> str:
    """The word with one slip that can be seen."""
    while True:
        made = chance.choice(WAYS)(word, chance.randrange(len(word)), chance)
        if made.lower() != word.lower():
            return made


def mistype(text: str, many: int, chance: random.Random) -> str:
    """The text with so many slips, in words that are long enough, each in another word while there are others."""
    words = text.split(" ")
    places = [n for n, word in enumerate(words) if len(word) >= LEAST_LETTERS and word.isalpha()]
    chance.shuffle(places)
    long = sorted(places, key=lambda n: -len(words[n]))[:1]
    for place in (places + long * many)[:many] if places else ():
        words[place] = slip(words[place], chance)
    return " ".join(words)
