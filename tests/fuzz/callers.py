"""Who calls: every level of run.json, systems by their keys, residents by PIN, nobody; and who may call what."""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from deploy import access
from tests.fuzz.live import Live

CURIOUS = 0.06  # the share of calls by whoever
KNOWING = 0.8  # of the others, by those who were told of something at the address
OF_A_DEPARTMENT = ("employee", "manager", "department_system")
REACH = {"all": 1.0, "public": 0.9, "department": 0.8, "own": 0.7}  # where two may, mostly who reaches further


@dataclass(frozen=True)
class Somebody:
    """A caller: a name to report, a level as the policy knows it, and what is sent."""

    name: str
    level: str
    bearer: str = ""

    @property
    def department(self) -> str:
        """The code of the caller's department, empty for those who have none."""
        code = self.name.partition(":")[2]
        return code if self.level in OF_A_DEPARTMENT else ""

    def headers(self, pin: str) -> dict[str, str]:
        """What identifies the caller."""
        if self.level == "resident":
            return {"Request-Pin": pin}
        return {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}


@dataclass
class Callers:
    """All of them; for each operation the policy says who may, and it is learned who is answered well."""

    everybody: list[Somebody]
    chance: random.Random
    tried: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def __post_init__(self) -> None:
        self.allowed: dict[str, list[tuple[Somebody, float]]] = {}
        for route in access.routes():
            reach = [(one, access.scope(route, one.level)) for one in self.everybody]
            label = f"{route.method} {route.path}"
            self.allowed[label] = [(one, REACH[scope]) for one, scope in reach if scope]

    def who_may(self, label: str) -> list[Somebody]:
        """Everybody whom the policy lets in."""
        return [one for one, _ in self.allowed.get(label, [])]

    def some(self, label: str, count: int) -> list[Somebody]:
        """A few of them, of whom one belongs to a department where that may be."""
        allowed = self.who_may(label)
        inside = [one for one in allowed if one.department]
        one = [self.chance.choice(inside)] if inside else []
        others = [other for other in allowed if other not in one]
        return one + self.chance.sample(others, min(count - len(one), len(others)))

    def choose(self, operation: Any, live: Live) -> Somebody:
        """Whoever may, knows of something there and does best, mostly; who has not tried yet does so in every other."""
        allowed = self.allowed.get(operation.label)
        if self.chance.random() < CURIOUS or not allowed:
            return self.chance.choice(self.everybody)
        knowing = [one for one in allowed if live.is_known(operation.path, one[0].name)]
        if knowing and self.chance.random() < KNOWING:
            allowed = knowing
        return max(allowed, key=lambda one: self._promise(operation.label, *one))[0]

    def _promise(self, label: str, one: Somebody, reach: float) -> float:
        tries, good = self.tried[label, one.name]
        return (good + 0.5 * reach) / (tries + 1) + self.chance.random() * 0.15

    def note(self, operation: Any, one: Somebody, status: int) -> None:
        """Remember how it went: who is let in and told of something else is not wrong here."""
        counts = self.tried[operation.label, one.name]
        counts[0] += 1
        counts[1] += 1.0 if status < 300 else 0.0 if status in (401, 403, 404) else 0.6


def read(told: dict[str, Any]) -> list[Somebody]:
    """The callers that run.json knows: every county-wide level, people and systems of two departments, and others."""
    staff = [Somebody(name, name.partition(":")[0], token) for name, token in told["tokens"].items()]
    kept = [one for one in staff if ":" not in one.name or one.name.endswith((":dot", ":waste"))]
    keys = list(told["departments"].items())[:2]
    systems = [Somebody(f"system:{code}", "department_system", known["api_key"]) for code, known in keys]
    open311 = Somebody("system:open311", "open311", told["open311"]["api_key"])
    return [*kept, *systems, open311, Somebody("resident", "resident"), Somebody("nobody", "anonymous")]
