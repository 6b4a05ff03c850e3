"""Service types and departments as everybody may read them, in one language."""

from collections.abc import Mapping
from typing import Any

from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.words import choose_language, choose_words
from services.routing.contract.catalogue import is_public
from services.routing.contract.refusals import ServiceNotFound

PLAIN = (
    "code",
    "group",
    "level",
    "department",
    "promise_business_days",
    "first_action_business_days",
    "location_required",
    "private",
    "anonymous_allowed",
)


def list_services(catalogue: Catalogue, wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All service types, those of a group or the public ones, in the order of the catalogue's groups and names."""
    group, language = wanted["group"], wanted["language"]
    chosen = [entry for entry in catalogue.services.values() if group in (None, entry.get("group"))]
    if wanted["public"]:
        chosen = [entry for entry in chosen if is_public(entry)]
    lines = [_line(entry, language) for entry in chosen]
    return sorted(lines, key=lambda line: (line["group"] or "", line["name"]))


def read_service(catalogue: Catalogue, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A service type with its questions; ServiceNotFound when there is none."""
    entry, language = catalogue.services.get(wanted["code"]), wanted["language"]
    if entry is None or (wanted["public"] and not is_public(entry)):
        raise ServiceNotFound()
    questions = sorted(entry.get("questions", ()), key=lambda question: question.get("order", 0))
    asked = [describe_question(question, language) for question in questions]
    return _line(entry, language) | {"version": entry["version"], "questions": asked}


def _line(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    return {name: entry.get(name) for name in PLAIN} | {
        "name": choose_words(entry.get("name"), language) or entry["code"],
        "description": choose_words(entry.get("description"), language) or "",
        "keywords": entry.get("keywords") or [],
        "has_questions": bool(entry.get("questions")),
        "language": choose_language(entry.get("name"), language),
    }


def describe_question(question: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A question with its choices."""
    values = question.get("values") or ()
    return {
        "code": question["code"],
        "label": choose_words(question["label"], language),
        "datatype": question["datatype"],
        "required": question.get("required", False),
        "order": question.get("order", 0),
        "when": question.get("when"),
        "values": [_describe_choice(value, language) for value in values],
    }


def _describe_choice(value: Mapping[str, Any], language: str) -> dict[str, Any]:
    shown = {"key": value["key"], "name": choose_words(value["name"], language)}
    return shown | ({"stop": describe_stop(value["stop"], language)} if value.get("stop") else {})


def describe_stop(stop: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Whom to turn to with such an answer, in one language."""
    return {"phone": None} | dict(stop) | {"text": choose_words(stop["text"], language)}


def list_departments(catalogue: Catalogue, language: str) -> list[dict[str, Any]]:
    """All departments by name."""
    lines = [describe_department(entry, language) for entry in catalogue.departments.values()]
    return sorted(lines, key=lambda line: line["name"])


def describe_department(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A department as everybody may know it."""
    plain = {name: entry.get(name) for name in ("code", "short", "phone", "email", "url", "hours")}
    described = choose_words(entry.get("description"), language)
    units = [{"code": unit["code"], "name": choose_words(unit["name"], language)} for unit in entry.get("units") or ()]
    return plain | {"name": choose_words(entry["name"], language), "description": described, "units": units,
                    "represents": entry.get("represents") or []}  # fmt: skip
