"""The go/no-go list of a department, worked out from facts: nothing of it is ticked by hand but plan and training."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.common import clock

TRAINED_PEOPLE = 2
LEAST_COVERAGE = 90.0  # percent of the questions that are expected
BEFORE, SOFT, HARD = "before", "soft", "hard"
PEOPLE = ("relationship_manager", "contact", "backup")


@dataclass(frozen=True)
class Facts:
    """What is known of a department.

    `service_type` is one that the rules give to it; `drill` its last result as (state, reason, closed at); `coverage`
    what kb says of its expected questions; `readers` says of each reader of its feed whether it goes on.
    """

    service_type: str | None = None
    drill: tuple[str, str | None, datetime | None] | None = None
    people: Mapping[str, Any] = field(default_factory=dict)
    trained: int = 0
    coverage: Mapping[str, Any] | None = None
    readers: Mapping[str, bool] = field(default_factory=dict)


def phase(soft_at: datetime | None, hard_at: datetime | None, now: datetime) -> str:
    """Return the phase of a plan at an instant; a gate opens at its instant and shuts when it is moved ahead."""
    if hard_at is not None and hard_at <= now:
        return HARD
    return SOFT if soft_at is not None and soft_at <= now else BEFORE


def go_no_go(facts: Facts) -> list[dict[str, Any]]:
    """Return the list: each check, whether it is met, and why."""
    named = {"rule": _rule, "drill": _drill, "relationship_manager": _manager, "contacts": _contacts,
             "trained": _trained, "coverage": _coverage, "feed": _feed}  # fmt: skip
    answers = {name: check(facts) for name, check in named.items()}
    return [{"check": name, "met": met, "detail": detail} for name, (met, detail) in answers.items()]


def _rule(facts: Facts) -> tuple[bool, str]:
    code = facts.service_type
    return (True, f"Requests of the type {code} come here.") if code else (False, "No rule and no type leads here.")


def _drill(facts: Facts) -> tuple[bool, str]:
    if facts.drill is None:
        return False, "There was no drill yet."
    state, reason, closed_at = facts.drill
    if state == "passed":
        return True, f"The last drill was closed at {clock.instant_text(closed_at)}." if closed_at else "Closed."
    return False, f"The last drill failed: {reason}."


def _manager(facts: Facts) -> tuple[bool, str]:
    named = facts.people.get("relationship_manager")
    return (True, f"{named['name']}.") if named else (False, "No relationship manager is named.")


def _contacts(facts: Facts) -> tuple[bool, str]:
    missing = [name for name in ("contact", "backup") if not facts.people.get(name)]
    return not missing, f"Not named: {', '.join(missing)}." if missing else "Contact and backup are named."


def _trained(facts: Facts) -> tuple[bool, str]:
    return facts.trained >= TRAINED_PEOPLE, f"{facts.trained} of {TRAINED_PEOPLE} people are trained."


def _coverage(facts: Facts) -> tuple[bool, str]:
    if facts.coverage is None:
        return False, "No questions are expected of it, or the knowledge base is away."
    said = f"{facts.coverage['answered']} of {facts.coverage['questions']} expected questions are answered."
    return facts.coverage["percent"] >= LEAST_COVERAGE, said


def _feed(facts: Facts) -> tuple[bool, str]:
    if not facts.readers:
        return False, "Nothing has read its feed yet."
    stuck = sorted(reader for reader, goes_on in facts.readers.items() if not goes_on)
    return not stuck, f"Not going on: {', '.join(stuck)}." if stuck else "All that read it go on."


def missing(checks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of the checks that are not met."""
    return [check["check"] for check in checks if not check["met"]]
