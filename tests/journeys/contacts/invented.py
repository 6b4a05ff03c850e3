"""Contacts as they might come on a day, one after the other, each with what will come of it: the log of the replay."""

import random
from collections.abc import Iterator
from typing import Any

CHANNELS = {"phone": 62, "web": 16, "email": 8, "letter": 5, "counter": 4, "social": 3, "council": 2}
LANGUAGES = {"en": 86, "es": 8, "am": 2, "zh": 2, "fr": 1, "vi": 1}
CALLERS = {"resident": 88, "business": 8, "visitor": 4}
REACH = {"email": 60, "letter": 8, "phone": 8, "none": 4, "nobody": 12, "anonymous": 8}
FIRST = {"answered": 50, "referred": 25, "request": 20, "recorded": 5}
VENDORS = ("language-line", "county-interpreters")
TYPES = ("general_information", "referral", "service_request", "miscellaneous")
ENDS = {"answered": 60, "open": 15, "called_back": 10, "request": 15}


def contacts(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield entries of the log; the same count and seed give the same ones."""
    chance = random.Random(seed)
    for n in range(count):
        yield Entry(chance, n).made


def pick(chance: random.Random, weights: dict[str, int]) -> str:
    """Return a name, as often as its weight says."""
    return chance.choices(list(weights), list(weights.values()))[0]


class Entry:
    """One contact."""

    def __init__(self, chance: random.Random, n: int) -> None:
        self.chance = chance
        self.made: dict[str, Any] = {
            "n": n,
            "channel": pick(chance, CHANNELS),
            "language": pick(chance, LANGUAGES),
            "caller_type": pick(chance, CALLERS),
            "reach": pick(chance, REACH),
            "drill": self._now_and_then(0.01),
            "set_type": chance.choice(TYPES) if self._now_and_then(0.02) else None,
            "amended_type": chance.choice(TYPES) if self._now_and_then(0.02) else None,
            "settled": chance.choice(["waived", "delivered"]) if self._now_and_then(0.5) else None,
            "repeats": n > 20 and self._now_and_then(0.02),
            "handover": None,
            "abandoned_before": [chance.randrange(20, 400)] if self._now_and_then(0.03) else [],
        }
        if self._now_and_then(0.03):
            self.made |= {"channel": "internal", "caller_type": "staff"}
        self._content()
        self._telephone()

    def _now_and_then(self, share: float) -> bool:
        return self.chance.random() < share

    def _content(self) -> None:
        """What was asked: mostly one thing, sometimes two or three; a few contacts go to Tier 2."""
        more = self.chance.choices([1, 2, 3], [80, 15, 5])[0]
        outcomes = [pick(self.chance, FIRST) for _ in range(more)]
        if self.made["drill"]:
            outcomes = [outcome for outcome in outcomes if outcome != "request"] or ["answered"]
        elif self.made["channel"] == "phone" and self._now_and_then(0.06):
            self._hand_over()
            outcomes = [outcome for outcome in outcomes if outcome == "answered"]
        self.made["items"] = outcomes
        self.made["withdrawn"] = [self._now_and_then(0.6) for outcome in outcomes if outcome == "request"]
        writes = self.made["channel"] in ("web", "email", "letter", "social", "council")
        told = writes and not self.made["handover"] and self._now_and_then(0.6)
        self.made["notice"] = self.chance.choice(["delivered", "printed", "waived"]) if told else None

    def _hand_over(self) -> None:
        end = pick(self.chance, ENDS)
        answers = end in ("answered", "called_back")
        items = [self.chance.choice(["answered", "recorded", "referred"])] if answers else []
        self.made["handover"] = {"end": end, "items": items}
        self.made |= {"set_type": None, "amended_type": None, "repeats": False}

    def _telephone(self) -> None:
        """The seconds of a call, and of interpreters for who speaks another language."""
        self.made["call"] = self.made["interpreters"] = None
        if self.made["channel"] != "phone":
            return
        if self._now_and_then(0.9):
            parts = (self.chance.randrange(2, 9), self.chance.randrange(0, 60), self.chance.randrange(20, 400), 20)
            self.made["call"] = list(parts)
        if self.made["language"] != "en" and self._now_and_then(0.6):
            seconds = self.chance.randrange(30, 900)
            self.made["interpreters"] = [self.chance.choice(VENDORS), seconds, seconds // 60 * 95]
