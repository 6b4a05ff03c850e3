"""Which request plays a department through: of a service type, and with answers, that the rules give to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.common import clock
from services.routing.catalogue.catalogue import Catalogue
from services.routing.contract.forms import find_stop, is_asked
from services.routing.work.decisions import DEPARTMENT, Asked, decide
from services.routing.work.places import Place

OUTSIDE_LEVEL = 4  # another agency does it: nothing can be opened
ORDER = (3, 2, 1, 0)  # levels, what becomes a request by itself first
WORDS = "Drill, no place: nobody goes anywhere"
DESCRIPTION = "This is a drill. Accept it and close it; there is nothing to do on site."


def plan(
    catalogue: Catalogue, department: str, place: Place, location: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """Return the request to open, as intake takes it; None when the rules give this department nothing at this place.

    The rules decide it anew when it is opened: a plan is no promise.
    """
    for code in _candidates(catalogue, department):
        service = catalogue.services[code]
        for wanted in _wanted(catalogue, code, department):
            answers = answer(service, wanted)
            asked = Asked(code, place, catalogue.listed_answers(code, answers or {}))
            choice = decide(catalogue, asked) if answers is not None else None
            if choice is not None and (choice.kind, choice.code) == (DEPARTMENT, department):
                where = dict(location) if location else {"text": WORDS} if service.get("location_required") else None
                return {"service_code": code, "answers": answers, "location": where, "description": DESCRIPTION}
    return None


def _candidates(catalogue: Catalogue, department: str) -> list[str]:
    """Types that can be opened: the department's own first, and of these what becomes a request by itself."""
    found = [s for s in catalogue.services.values() if s.get("level", 3) != OUTSIDE_LEVEL]
    found.sort(key=lambda s: (s.get("department") != department, ORDER.index(s.get("level", 3)), s["code"]))
    return [service["code"] for service in found]


def _wanted(catalogue: Catalogue, code: str, department: str) -> Iterator[dict[str, str]]:
    """Answers that a rule for the department asks for; none at first, where the type is the department's own."""
    if catalogue.services[code].get("department") == department:
        yield {}
    for rule in catalogue.rules_for(code):
        if rule.department == department:
            yield {one.question: min(one.wanted) for one in rule.conditions if one.question}


def answer(service: Mapping[str, Any], wanted: Mapping[str, str]) -> dict[str, Any] | None:
    """Answer what must be answered, and what is wanted; None when 311 would stop with such an answer."""
    answers: dict[str, Any] = {}
    questions = sorted(service.get("questions") or (), key=lambda question: question.get("order", 0))
    for question in questions:
        code = question["code"]
        if is_asked(question, answers) and (code in wanted or question.get("required")):
            answers[code] = _value(question, wanted.get(code))
    return None if find_stop(questions, answers) else answers


def _value(question: Mapping[str, Any], wanted: str | None) -> Any:
    kind = question.get("datatype", "string")
    if kind in ("singlevaluelist", "multivaluelist"):
        harmless = [value["key"] for value in question["values"] if not value.get("stop")]
        key = wanted or next(iter(harmless), None)
        return [key] if kind == "multivaluelist" else key
    return {"number": 1, "datetime": clock.instant_text(clock.now())}.get(kind, "drill")
