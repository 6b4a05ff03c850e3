"""Rules: who answers for a type of service, by place, answers, time and partnership; by priority, then precision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.routing.catalogue.conditions import ANSWERS, TIME, Condition
from services.routing.catalogue.windows import read_window

ANY_SERVICE = "*"


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
            yield _checked(Condition(about, _codes(wanted)))


def _checked(condition: Condition) -> Condition:
    """A condition on time that can be read; ValueError otherwise."""
    if condition.about == TIME:
        for window in condition.wanted:
            read_window(window)
    return condition


def _codes(given: Any) -> frozenset[str]:
    return frozenset([given] if isinstance(given, str) else map(str, given))


def sort_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules in the order in which they are asked."""
    return tuple(sorted(rules, key=lambda rule: rule.order))
