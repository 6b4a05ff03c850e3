"""Asking the matcher: how often the address that is meant comes first, or among the first three, and how fast."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from services.geo.addresses.addresses import AddressBook
from services.geo.addresses.matches import find
from tests.addresses.cases import Case


@dataclass
class Score:
    """Of one form: how many, how many first, how many among three, milliseconds each, and what was missed."""

    many: int = 0
    first: int = 0
    three: int = 0
    milliseconds: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def top1(self) -> float:
        """The share that came first."""
        return self.first / self.many if self.many else 0.0

    def slowest(self, share: float = 0.99) -> float:
        """The milliseconds that this share did not exceed."""
        return sorted(self.milliseconds)[int(len(self.milliseconds) * share)]


def ask(book: AddressBook, cases: Iterable[Case]) -> dict[str, Score]:
    """The score of each form."""
    scores: dict[str, Score] = defaultdict(Score)
    for case in cases:
        began = time.perf_counter()
        found = [match.address.id for match in find(book, case.text)]
        score = scores[case.form]
        score.milliseconds.append((time.perf_counter() - began) * 1000)
        score.many += 1
        score.first += found[:1] == [case.address_id]
        score.three += case.address_id in found[:3]
        if found[:1] != [case.address_id]:
            score.missed.append(f"{case.text} is {case.address_id}, found {found[:2]}")
    return dict(scores)
