"""Rules: who answers for a type of service, by road owner, area and answers; first by priority, then by precision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.routing.work.places import Place

ANY_SERVICE = "*"
ROAD_OWNER, ANSWERS = "road_owner", "answers"
HOLDS, FAILS, UNKNOWN = "holds", "fails", "unknown"


@dataclass(frozen=True)
class Condition:
    """One comparison: about is road_owner, a kind of layer, or answers.<question>."""

    about: str
    wanted: frozenset[str]

    @property
    def on_place(self) -> bool:
        """Whether the place decides it."""
        return not self.about.startswith(f"{ANSWERS}.")

    @property
    def question(self) -> str | None:
        """The question that decides it, if one does."""
        return None if self.on_place else self.about.partition(".")[2]


@dataclass(frozen=True)
class Rule:
    """If every condition holds, this department or agency answers for these services ("*": for all)."""

    code: str
    version: int
    services: frozenset[str]
    conditions: tuple[Condition, ...]
    priority: int
    department: str | None
    agency: str | None
    because: Any

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts what counts first to the front: priority, then number of conditions, a named service as one more."""
        named = 0 if ANY_SERVICE in self.services else 1
        return (-self.priority, -(len(self.conditions) + named), self.code)

    @property
    def on_place(self) -> bool:
        """Whether the place is needed to judge it."""
        return any(condition.on_place for condition in self.conditions)

    def covers(self, service_code: str) -> bool:
        """Whether the rule speaks of this type of service."""
        return service_code in self.services or ANY_SERVICE in self.services


def read_rule(entry: Mapping[str, Any], version: int) -> Rule:
    """Read a rule from its entry; KeyError or ValueError when it makes no sense."""
    then = entry["then"]
    if ("department" in then) == ("agency" in then):
        raise ValueError(f"rule {entry['code']} must name a department or an agency")
    return Rule(
        code=entry["code"],
        version=version,
        services=_codes(entry.get("service", ANY_SERVICE)),
        conditions=tuple(_conditions(entry.get("when") or {})),
        priority=int(entry.get("priority", 0)),
        department=then.get("department"),
        agency=then.get("agency"),
        because=entry.get("because"),
    )


def _conditions(when: Mapping[str, Any]) -> Iterable[Condition]:
    for about, wanted in when.items():
        if about == ANSWERS:
            for question, values in wanted.items():
                yield Condition(f"{ANSWERS}.{question}", _codes(values))
        else:
            yield Condition(about, _codes(wanted))


def _codes(given: Any) -> frozenset[str]:
    return frozenset([given] if isinstance(given, str) else map(str, given))


def sort_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules in the order in which they are asked."""
    return tuple(sorted(rules, key=lambda rule: rule.order))


@dataclass(frozen=True)
class Compared:
    """What came of a condition."""

    condition: Condition
    found: Any
    result: str

    def as_trace(self) -> dict[str, Any]:
        """For the decision's trace."""
        wanted = sorted(self.condition.wanted)
        return {"about": self.condition.about, "wanted": wanted, "found": self.found, "result": self.result}


def compare(condition: Condition, place: Place, answers: Mapping[str, Any]) -> Compared:
    """Hold one condition against a place and answers; what nobody knows is unknown, never a guess."""
    if condition.question:
        given = answers.get(condition.question)
        found = [str(value) for value in (given if isinstance(given, list) else [given]) if value is not None]
        return Compared(condition, found, HOLDS if condition.wanted & set(found) else FAILS)
    if not place.known:
        return Compared(condition, None, UNKNOWN)
    if condition.about == ROAD_OWNER:
        return Compared(condition, place.road_owner, HOLDS if place.road_owner in condition.wanted else FAILS)
    if condition.about not in place.layers:
        return Compared(condition, None, UNKNOWN)
    code = place.code(condition.about)
    return Compared(condition, code, HOLDS if code in condition.wanted else FAILS)


def judge(compared: Iterable[Compared]) -> str:
    """Whether a rule holds: one condition that fails is enough to say no, also where another is unknown."""
    results = {one.result for one in compared}
    return FAILS if FAILS in results else UNKNOWN if UNKNOWN in results else HOLDS
