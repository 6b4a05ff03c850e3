"""The decision: which department, agency or person of 311 answers for a request, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.common import clock
from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.conditions import HOLDS, ROAD_OWNER, UNKNOWN, Compared, Moment, compare, judge
from services.routing.catalogue.rules import Rule
from services.routing.work.places import Place

DEPARTMENT, AGENCY, TRIAGE = "department", "agency", "triage"
JURISDICTION = "jurisdiction"


@dataclass(frozen=True)
class Asked:
    """What a decision is made about: answers are those from lists, excluded the departments that returned it.

    `at` is the instant that rules on time look at.
    """

    service_code: str
    place: Place
    answers: Mapping[str, Any]
    excluded: Collection[str] = ()
    at: datetime = field(default_factory=clock.now)


@dataclass(frozen=True)
class Choice:
    """Kind is department, agency or triage; code names the first two, reason explains the third."""

    kind: str
    code: str | None
    rule: Rule | None
    reason: str | None
    unsure: tuple[str, ...]
    trace: dict[str, Any]


def decide(catalogue: Catalogue, asked: Asked) -> Choice:
    """Apply the rules in their order, then the type's own department; never guess where nothing is known."""
    return _Judgement(catalogue, asked).choose()


class _Judgement:
    """One decision in the making, with what was tried and what remained unsure."""

    def __init__(self, catalogue: Catalogue, asked: Asked) -> None:
        self.catalogue = catalogue
        self.asked = asked
        self.service = catalogue.services.get(asked.service_code)
        self.moment = Moment(catalogue.calendar, asked.at, catalogue.partnerships)
        self.tried: list[dict[str, Any]] = []
        self.unsure: dict[str, None] = {}

    def choose(self) -> Choice:
        if self.service is None:
            return self._triage("unknown_service_type")
        if self.asked.place.known and not self.asked.place.inside and self.service.get("location_required"):
            return self._triage("outside_county")
        for rule in self.catalogue.rules_for(self.asked.service_code):
            if self._holds(rule):
                return self._target(rule)
        return self._default(self.service.get("department"))

    def _holds(self, rule: Rule) -> bool:
        """Judge a rule; note what was compared and what could not be."""
        asked = self.asked
        compared = [compare(condition, asked.place, asked.answers, self.moment) for condition in rule.conditions]
        result = judge(compared)
        if result == HOLDS and rule.department in self.asked.excluded:
            result = "excluded"
        if result == UNKNOWN or len(self.asked.place.road_owners) > 1:
            self._doubt(compared, result)
        notes = [one.as_trace() for one in compared]
        self.tried.append({"rule": rule.code, "version": rule.version, "result": result, "compared": notes})
        return result == HOLDS

    def _doubt(self, compared: list[Compared], result: str) -> None:
        """A doubt counts where it can change the result: not in a rule that fails anyway."""
        place = self.asked.place
        for one in compared:
            about = one.condition.about
            others = [other for other in compared if other is not one]
            if one.result == UNKNOWN and result == UNKNOWN:
                self.unsure[about if place.known else JURISDICTION] = None
            elif about == ROAD_OWNER and self._road_matters(one) and judge(others) == HOLDS:
                self.unsure[ROAD_OWNER] = None

    def _road_matters(self, one: Compared) -> bool:
        return len({owner in one.condition.wanted for owner in self.asked.place.road_owners}) > 1

    def _target(self, rule: Rule) -> Choice:
        if rule.agency:
            known = rule.agency in self.catalogue.agencies
            return self._choice(AGENCY, rule.agency, rule) if known else self._triage("agency_not_in_directory", rule)
        known = rule.department in self.catalogue.departments
        return self._choice(DEPARTMENT, rule.department, rule) if known else self._triage("no_such_department", rule)

    def _default(self, own: str | None) -> Choice:
        if own in self.asked.excluded:
            return self._triage("returned_without_other")
        if own in self.catalogue.departments:
            return self._choice(DEPARTMENT, own)
        return self._triage("place_unknown" if JURISDICTION in self.unsure else "no_rule")

    def _triage(self, reason: str, rule: Rule | None = None) -> Choice:
        return self._choice(TRIAGE, None, rule, reason)

    def _choice(self, kind: str, code: str | None, rule: Rule | None = None, reason: str | None = None) -> Choice:
        trace = {
            "at": clock.instant_text(self.asked.at),
            "catalogue": self.catalogue.revision,
            "service_version": self.service["version"] if self.service else None,
            "layers": {kind: area.get("version") for kind, area in self.asked.place.districts.items()},
            "road_owners": list(self.asked.place.road_owners),
            "excluded": sorted(self.asked.excluded),
            "tried": self.tried,
            "unsure": list(self.unsure),
        }
        return Choice(kind, code, rule, reason, tuple(self.unsure), trace)
