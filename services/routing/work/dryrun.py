"""The dry run: the last requests decided once more, by the rules in use and by a draft's, and what is different."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.routing.catalogue.catalogue import Catalogue
from services.routing.models import Case, Decision
from services.routing.work.cases import facts_of
from services.routing.work.decisions import Asked, Choice, decide

AT_ONCE = 100
MOST_SHOWN = 250


@dataclass(frozen=True)
class Past:
    """A request that was decided: which decision, what the rules were asked, what came of it."""

    decision_id: str
    number: str
    asked: Asked
    kind: str
    code: str | None


@dataclass
class Tally:
    """What a dry run has found so far."""

    looked_at: int = 0
    different: int = 0
    moves: Counter[tuple[Any, ...]] = field(default_factory=Counter)
    shown: list[dict[str, Any]] = field(default_factory=list)
    most_shown: int = MOST_SHOWN

    def as_answer(self) -> dict[str, Any]:
        """As the contract has it: how often who would become whom, the commonest first, and the first differences."""
        ordered = sorted(self.moves.items(), key=lambda move: (-move[1], str(move[0])))
        moves = [
            {"from": {"kind": a, "code": b}, "to": {"kind": c, "code": d}, "count": n} for (a, b, c, d), n in ordered
        ]
        return {"looked_at": self.looked_at, "different": self.different, "moves": moves, "items": self.shown}


def last_decided(session: Session, behind: str | None, limit: int) -> list[Past]:
    """Requests in the order in which they came, the newest first, behind a decision; nobody had a hand in that one."""
    query = select(Decision.id, Decision.kind, Decision.code, Decision.trace, Case)
    query = query.join(Case, Case.number == Decision.number).where(Decision.by.is_(None))
    if behind:
        query = query.where(Decision.id < behind)
    rows = session.execute(query.order_by(Decision.id.desc()).limit(limit))
    return [_past(*row) for row in rows]


def _past(decision_id: str, kind: str, code: str | None, trace: dict[str, Any], case: Case) -> Past:
    facts = facts_of(case)
    at = clock.parse(trace["at"]) if "at" in trace else facts.received_at
    asked = Asked(facts.service_code, facts.place, facts.answers, (), at)
    return Past(decision_id, facts.number, asked, kind, code)


def compare(tally: Tally, before: Catalogue, after: Catalogue, page: Sequence[Past]) -> None:
    """Decide each request twice and note what is different."""
    for past in page:
        tally.looked_at += 1
        old, new = decide(before, past.asked), decide(after, past.asked)
        if target(old) != target(new):
            tally.different += 1
            tally.moves[(*target(old), *target(new))] += 1
            if len(tally.shown) < tally.most_shown:
                tally.shown.append(_difference(past, old, new))


def target(choice: Choice) -> tuple[str, str | None]:
    """Who answers."""
    return choice.kind, choice.code


def _difference(past: Past, old: Choice, new: Choice) -> dict[str, Any]:
    return {
        "number": past.number,
        "service_code": past.asked.service_code,
        "before": _told(old),
        "after": _told(new),
        "recorded": {"kind": past.kind, "code": past.code},
    }


def _told(choice: Choice) -> dict[str, Any]:
    rule = choice.rule
    return {
        "kind": choice.kind,
        "code": choice.code,
        "rule": rule.code if rule else None,
        "rule_version": rule.version if rule else None,
    }


def portions(most: int) -> Iterator[int]:
    """How many requests to look at in each step, so that nobody waits long for the process."""
    while most > 0:
        yield min(AT_ONCE, most)
        most -= AT_ONCE
