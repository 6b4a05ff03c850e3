"""Another city's queues as departments and rules: by neighbourhood where one queue has most, by an answer elsewhere."""

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

AREA, QUESTION = "neighborhood", "matter"
BY_ANSWER, BY_AREA = 200, 100
LONGEST_CODE = 50


@dataclass(frozen=True)
class Filed:
    """A request as the city filed it."""

    type: str
    queue: str
    area: str
    opened: str


def read_filed(path: Path) -> Iterator[Filed]:
    """Read the city's requests."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Filed(row["type"], row["queue"], row["neighborhood"].strip(), row["open_dt"])


def read_pairs(path: Path) -> list[tuple[str, str]]:
    """Read which queues each type goes to."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["type"], row["queue"]) for row in csv.DictReader(lines)]


class Codes:
    """A code for each name, the same for the same name, another one for another."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._taken: set[str] = set()

    def __getitem__(self, name: str) -> str:
        if name not in self._codes:
            plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_CODE].strip("-") or "none"
            numbered = (f"{plain}-{count}" for count in range(2, 1000))
            self._codes[name] = plain if plain not in self._taken else next(c for c in numbered if c not in self._taken)
            self._taken.add(self._codes[name])
        return self._codes[name]


@dataclass
class City:
    """What the city's pairs and requests say, as a catalogue."""

    pairs: list[tuple[str, str]]
    filed: list[Filed]
    departments: Codes = field(default_factory=Codes)
    types: Codes = field(default_factory=Codes)
    areas: Codes = field(default_factory=Codes)

    @cached_property
    def usual(self) -> dict[str, str]:
        """The queue to which most requests of a type go."""
        count: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self.filed:
            count[one.type][one.queue] += 1
        for kind, queue in self.pairs:
            count[kind][queue] += 0
        return {kind: _most(queues) for kind, queues in count.items()}

    @cached_property
    def usual_in(self) -> dict[tuple[str, str], str]:
        """The same in each neighbourhood."""
        count: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for one in self.filed:
            if one.area:
                count[one.type, one.area][one.queue] += 1
        return {key: _most(queues) for key, queues in count.items()}

    def expected(self, one: Filed) -> str:
        """The queue by place alone."""
        return self.usual_in.get((one.type, one.area), self.usual[one.type])

    def answers(self, one: Filed) -> dict[str, str]:
        """What somebody has said, where the place does not tell which queue it was."""
        return {} if self.expected(one) == one.queue else {QUESTION: self.departments[one.queue]}

    def department_entries(self) -> dict[str, Any]:
        """The queues."""
        queues = sorted({queue for _, queue in self.pairs})
        return {self.departments[queue]: {"code": self.departments[queue], "name": queue} for queue in queues}

    def type_entries(self) -> dict[str, Any]:
        """The types, each with its usual queue and the question to which queue it belongs."""
        queues: dict[str, list[str]] = defaultdict(list)
        for kind, queue in sorted(self.pairs):
            queues[kind].append(queue)
        return {self.types[kind]: self._type(kind, found) for kind, found in queues.items()}

    def _type(self, kind: str, queues: Iterable[str]) -> dict[str, Any]:
        values = [{"key": self.departments[queue], "name": queue} for queue in queues]
        question = {"code": QUESTION, "label": "Which matter is it?", "datatype": "singlevaluelist", "values": values}
        usual = self.departments[self.usual[kind]]
        return {"code": self.types[kind], "name": kind, "level": 3, "department": usual, "questions": [question]}

    def rule_entries(self) -> dict[str, Any]:
        """For each pair a rule for the neighbourhoods in which it is usual, else one for its answer, or both."""
        where: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (kind, area), queue in sorted(self.usual_in.items()):
            where[kind, queue].append(self.areas[area])
        elsewhere = {(one.type, one.queue) for one in self.filed if self.expected(one) != one.queue}
        rules = {}
        for number, pair in enumerate(sorted(self.pairs), start=1):
            if pair in where:
                rules |= self._rule(f"area-{number}", pair, {AREA: where[pair]}, BY_AREA)
            if pair in elsewhere or pair not in where:
                answer = {"answers": {QUESTION: [self.departments[pair[1]]]}}
                rules |= self._rule(f"answer-{number}", pair, answer, BY_ANSWER)
        return rules

    def _rule(self, code: str, pair: tuple[str, str], when: Mapping[str, Any], priority: int) -> dict[str, Any]:
        kind, queue = pair
        then = {"department": self.departments[queue]}
        return {code: {"code": code, "service": self.types[kind], "when": when, "then": then, "priority": priority}}


def _most(count: Counter[str]) -> str:
    return min(count, key=lambda queue: (-count[queue], queue))
