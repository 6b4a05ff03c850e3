"""Faults of rules that each look right alone: two that contradict each other, one that is never reached, a circle."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.conditions import PARTNERSHIP
from services.routing.catalogue.coverage import Boxes
from services.routing.catalogue.rules import ANY_SERVICE, Rule
from services.routing.districts.offices import is_office

ERROR, WARNING = "error", "warning"
DONE_BY_SOMEBODY = (2, 3)
OUR_NUMBERS = ("311",)


@dataclass(frozen=True)
class Fault:
    """What is wrong with which rule or service type; an error keeps a draft from being approved."""

    kind: str
    severity: str
    code: str
    services: tuple[str, ...]
    others: tuple[str, ...]
    detail: str

    def as_answer(self) -> dict[str, Any]:
        """As the contract has it."""
        return asdict(self) | {"services": list(self.services), "others": list(self.others)}


def find_faults(catalogue: Catalogue) -> list[Fault]:
    """Everything that is wrong with the rules, errors first."""
    found = [*_meeting(catalogue), *_unreached(catalogue), *_circles(catalogue), *_nobody(catalogue)]
    found += [fault for rule in catalogue.all_rules.values() for fault in _unknown(catalogue, rule)]
    return sorted(found, key=lambda fault: (fault.severity, fault.kind, fault.code, fault.others))


def _same_target(one: Rule, other: Rule) -> bool:
    return (one.department, one.agency) == (other.department, other.agency)


def _meeting(catalogue: Catalogue) -> Iterator[Fault]:
    """Rules of the same precedence that may both hold: only their names would decide."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for service, rules in catalogue.rules.items():
        boxes = Boxes(rules, catalogue.calendar)
        for one, other in combinations(rules, 2):
            if one.order[:2] == other.order[:2] and not _same_target(one, other) and boxes.meet(one, other):
                pairs.setdefault((one.code, other.code), []).append(service)
    for (first, second), services in pairs.items():
        detail = f"{first} and {second} may both hold and neither goes first: give one of them a higher priority."
        yield Fault("conflict", ERROR, first, tuple(sorted(services)), (second,), detail)


def _unreached(catalogue: Catalogue) -> Iterator[Fault]:
    """Rules that never decide, because others hold first whenever they do."""
    covered: dict[str, dict[str, list[Rule]]] = {code: {} for code in catalogue.all_rules}
    for service, ordered in catalogue.rules.items():
        boxes = Boxes(ordered, catalogue.calendar)
        for place, rule in enumerate(ordered):
            if boxes.covered(rule, ordered[:place]):
                covered[rule.code][service] = [one for one in ordered[:place] if boxes.meet(one, rule)]
    for code, by_service in covered.items():
        if by_service:
            yield _unreached_fault(catalogue, catalogue.all_rules[code], by_service)


def _unreached_fault(catalogue: Catalogue, rule: Rule, by_service: dict[str, list[Rule]]) -> Fault:
    everywhere = all(service in by_service for service, rules in catalogue.rules.items() if rule in rules)
    before = {one.code: one for others in by_service.values() for one in others}
    # A department may return the work: then the next rule is asked. An agency cannot.
    after_return = all(one.department and one.department != rule.department for one in before.values())
    severity = ERROR if everywhere and not after_return else WARNING
    when = "only after a department has returned the request" if after_return else "never"
    detail = f"{rule.code} decides {when}: others hold first whenever it does."
    return Fault("unreachable", severity, rule.code, tuple(sorted(by_service)), tuple(sorted(before)), detail)


def _circles(catalogue: Catalogue) -> Iterator[Fault]:
    """Referrals whose number leads back to the county: the resident would call in a circle."""
    ours = {_digits(number) for number in OUR_NUMBERS}
    ours |= {_digits(entry.get("phone")) for entry in catalogue.departments.values()} - {""}
    for rule in catalogue.all_rules.values():
        agency = catalogue.agencies.get(rule.agency or "", {})
        if _digits(agency.get("phone")) in ours:
            detail = f"{rule.code} refers to {rule.agency}, whose number leads back to the county."
            yield Fault("referral_cycle", ERROR, rule.code, _services(catalogue, rule), (rule.agency or "",), detail)


def _digits(number: str | None) -> str:
    return "".join(sign for sign in number or "" if sign.isdigit())[-10:]


def _services(catalogue: Catalogue, rule: Rule) -> tuple[str, ...]:
    return tuple(sorted(code for code in catalogue.services if rule.covers(code)))


def _unknown(catalogue: Catalogue, rule: Rule) -> Iterator[Fault]:
    """Names in a rule that nothing in the catalogue has."""
    known: Iterable[tuple[str, str | None, Any]] = (
        ("unknown_department", rule.department, catalogue.departments),
        ("unknown_agency", rule.agency, catalogue.agencies),
    )
    for kind, code, entries in known:
        if code and code not in entries:
            yield _names(kind, rule, code)
    if is_office(catalogue.departments.get(rule.department or "", {})):
        yield _to_office(rule.code, (), rule.department)
    for code in sorted(rule.services - {ANY_SERVICE} - catalogue.services.keys()):
        yield _names("unknown_service", rule, code)
    for one in rule.conditions:
        if one.about == PARTNERSHIP:
            yield from (
                _names("unknown_partnership", rule, code) for code in one.wanted - catalogue.partnerships.keys()
            )
        elif one.question and not any(one.wanted & values for values in _values(catalogue, rule, one.question)):
            yield _names("unknown_answer", rule, f"{one.question}: {', '.join(sorted(one.wanted))}")


def _names(kind: str, rule: Rule, name: str) -> Fault:
    what = kind.removeprefix("unknown_")
    return Fault(kind, ERROR, rule.code, (), (name,), f"{rule.code} names a {what} that does not exist: {name}.")


def _to_office(code: str, services: tuple[str, ...], office: str | None) -> Fault:
    detail = f"{code} gives work to {office}, the office of a representative, which does none."
    return Fault("work_for_office", ERROR, code, services, (office or "",), detail)


def _values(catalogue: Catalogue, rule: Rule, question: str) -> Iterator[frozenset[str]]:
    for code in _services(catalogue, rule):
        for one in catalogue.services[code].get("questions") or ():
            if one["code"] == question:
                yield frozenset(value["key"] for value in one.get("values") or ())


def _nobody(catalogue: Catalogue) -> Iterator[Fault]:
    """Types of work that no department answers for when no rule holds: each of their requests waits for a person."""
    for code, entry in catalogue.services.items():
        if entry.get("level", 3) in DONE_BY_SOMEBODY and entry.get("department") not in catalogue.departments:
            detail = f"When no rule holds, requests for {code} wait in triage."
            yield Fault("no_department", WARNING, code, (code,), (), detail)
        if is_office(catalogue.departments.get(entry.get("department") or "", {})):
            yield _to_office(code, (code,), entry["department"])
