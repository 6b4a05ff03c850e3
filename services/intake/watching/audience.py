"""Who hears what: the policy decides for each screen and each change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.intake.contract.desk import ELSEWHERE
from services.intake.policy import ALL, Standing

# Of what an event says these members go to a screen: ids and states.
MEMBERS = ("number", "status", "department", "code", "into", "outcome", "handover", "kind", "contact", "expires_at",
           "fallback", "callback_by", "what", "drill")  # fmt: skip


@dataclass(frozen=True)
class Said:
    """An event of the outbox; `department` is who has the work or is asked, `asked_by` who asked for a hand-over."""

    id: int
    type: str
    department: str | None
    data: dict[str, Any]
    asked_by: str | None = None

    @property
    def shown(self) -> dict[str, Any]:
        """Return what a screen is told."""
        return {name: self.data[name] for name in MEMBERS if name in self.data} | {"department": self.department}


@dataclass(frozen=True)
class Ear:
    """A screen with what its person may do."""

    standing: Standing
    numbers: frozenset[str]
    departments: frozenset[str]

    def hears(self, said: Said) -> str | None:
        """Return the name under which the screen hears of it, None when it does not.

        A hand-over is heard by who may take it and by who asked. A request is heard of in a queue that one follows, or
        by its number; of one by number that one may not read, only that it has changed: the number shows no less.
        """
        if "handover" in said.data:
            mine = said.asked_by is not None and said.asked_by == self.standing.caller.subject
            return said.type if mine or self.standing.may("handover.take", said.department) else None
        named = said.data.get("number") in self.numbers
        if self.standing.may("request.list", said.department):
            follows = said.department in self.departments or self._is_own(said.department)
            return said.type if named or follows else None
        return ELSEWHERE if named else None

    def _is_own(self, department: str | None) -> bool:
        """Whether it is a queue of the person's own, not one that the whole county's staff may read."""
        return department is not None and department in self.standing.departments


def may_follow(standing: Standing, departments: Sequence[str]) -> bool:
    """Whether the queues of these departments may be followed."""
    return standing.scope("request.list") == ALL or all(standing.may("request.list", one) for one in departments)


def told(said: Sequence[Said], ears: Sequence[Ear]) -> list[dict[str, Any]]:
    """Return what is told to whom, oldest first; `to` are places in the list of screens."""
    return [change for one in said for change in _told(one, ears)]


def _told(said: Said, ears: Sequence[Ear]) -> list[dict[str, Any]]:
    names = [ear.hears(said) for ear in ears]
    shown = {said.type: said.shown, ELSEWHERE: {"number": said.data.get("number")}}
    found = [(name, [place for place, heard in enumerate(names) if heard == name]) for name in shown]
    return [{"id": said.id, "event": name, "data": shown[name], "to": to} for name, to in found if to]
