"""Boundaries: what other layer versions mean for open requests, before they hold and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from services.geo.contract import LOCATE_MANY
from services.routing.catalogue.catalogue import Catalogue
from services.routing.models import Assignment, Case
from services.routing.work import asking
from services.routing.work.assignments import OPEN
from services.routing.work.cases import Facts, facts_of
from services.routing.work.decisions import TRIAGE, Choice, decide
from services.routing.work.places import Place, place_from

COUNTY, ROAD = "county", "road"


@dataclass(frozen=True)
class OpenRequest:
    """An open request as it was routed, and the department that has the work now."""

    facts: Facts
    department: str | None


@dataclass(frozen=True)
class Changed:
    """What would be, or has become, different; `place` is where the request then lies."""

    request: OpenRequest
    place: Place
    layers: list[dict[str, Any]]
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def moves(self) -> bool:
        """Whether the rules then name somebody else."""
        return self.before != self.after

    def as_answer(self) -> dict[str, Any]:
        """As the contract has it."""
        return {
            "number": self.request.facts.number,
            "service_code": self.request.facts.service_code,
            "layers": self.layers,
            "department": self.request.department,
            "before": self.before,
            "after": self.after,
            "moves": self.moves,
        }


def open_after(session: Session, number: str, limit: int) -> list[OpenRequest]:
    """The next open requests in the order of their numbers: somebody still works on them, or has to decide."""
    works = and_(Assignment.number == Case.number, Assignment.current, Assignment.status.in_(OPEN))
    query = select(Case, Assignment.department).outerjoin(Assignment, works).where(Case.number > number)
    query = query.where(Assignment.id.is_not(None) | (Case.outcome == TRIAGE)).order_by(Case.number).limit(limit)
    return [OpenRequest(facts_of(case), department) for case, department in session.execute(query)]


def ask_where(
    geo: Any, intake: Any, found: Sequence[OpenRequest], versions: Sequence[Mapping[str, Any]]
) -> dict[str, Place]:
    """Where these requests lie with these layer versions, by number; those without a place are not in it."""
    facts = asking.ask_facts(intake, [one.facts.number for one in found])
    wishes = [asking.wish_of(number, fact.get("location")) for number, fact in facts.items()]
    asked = [wish for wish in wishes if wish]
    if not asked:
        return {}
    answer = geo.call(LOCATE_MANY, {"places": asked, "versions": [dict(version) for version in versions]})
    return {place["id"]: place_from(place) for place in answer["places"]}


def compare(
    catalogue: Catalogue, found: Sequence[OpenRequest], places: Mapping[str, Place], kinds: Sequence[str]
) -> list[Changed]:
    """The requests for which layers of these kinds make a difference."""
    changed = []
    for request in found:
        before, then = request.facts.place, places.get(request.facts.number)
        if then is None or not then.known or not before.known:
            continue
        place = _with(before, then, kinds)
        layers = _differences(before, place, kinds)
        targets = [_target(decide(catalogue, replace(request.facts, place=one).asked())) for one in (before, place)]
        if layers or targets[0] != targets[1]:
            changed.append(Changed(request, place, layers, *targets))
    return changed


def _with(before: Place, then: Place, kinds: Sequence[str]) -> Place:
    """The place as it was kept, with what these kinds say now: nothing else is different because of them."""
    layers = {**before.layers, **{kind: then.layers[kind] for kind in kinds if kind in then.layers}}
    owners = then.road_owners if ROAD in kinds else before.road_owners
    return replace(before, layers=layers, road_owners=owners, inside=then.inside if COUNTY in kinds else before.inside)


def _differences(before: Place, after: Place, kinds: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for kind in sorted(kinds):
        old, new = (
            (place.road_owner if kind == ROAD else place.code(kind)) for place in (before, after)
        )  # fmt: skip
        if old != new and (kind == ROAD or kind in before.layers):
            found.append({"kind": kind, "before": old, "after": new})
    return found


def _target(choice: Choice) -> dict[str, Any]:
    return {"kind": choice.kind, "code": choice.code}
