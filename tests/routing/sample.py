"""The sample county's catalogue, and requests and places in it that are true to life."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from services.routing.catalogue.catalogue import Catalogue, build_catalogue
from services.routing.work.calendars import BusinessCalendar
from services.routing.work.decisions import Asked
from services.routing.work.places import NOWHERE, Place

SAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "sample"


def read(name: str) -> Any:
    """A file of the sample county."""
    return json.loads((SAMPLE / f"{name}.json").read_text(encoding="utf-8"))


@cache
def the_catalogue() -> Catalogue:
    """The sample county's catalogue, everything in version 1."""
    entries = {
        "department": _by("code", "departments"),
        "service_type": _by("code", "service_types"),
        "rule": _by("code", "rules"),
        "agency": _by("id", "directory"),
        "calendar": {"county": read("calendar") | {"version": 1}},
    }
    return build_catalogue(entries, revision=1)


def _by(key: str, name: str) -> dict[str, Any]:
    return {entry[key]: entry | {"version": 1} for entry in read(name)}


def a_catalogue(rules: list[dict[str, Any]] = (), **service: Any) -> Catalogue:  # type: ignore[assignment]
    """A catalogue with one type of service, pothole, and two departments, dot and waste."""
    pothole = {"code": "pothole", "department": "dot", "level": 3, "questions": [], "version": 1}
    entries = {
        "department": {"dot": {"version": 1}, "waste": {"version": 1}},
        "service_type": {"pothole": pothole | service},
        "rule": {rule["code"]: rule | {"version": 1} for rule in rules},
        "agency": {"state-highways": {"version": 1, "name": "State Highway Agency", "phone": "410-555-0100"}},
        "calendar": {"county": read("calendar") | {"version": 1}},
    }
    return build_catalogue(entries, revision=1)


def a_calendar() -> BusinessCalendar:
    """The sample county's business calendar."""
    return the_catalogue().calendar


def a_place(*owners: str, inside: bool = True, **areas: str | None) -> Place:
    """A place that geo knows, on a road of the first owner, in the areas given by kind and code."""
    layers = {kind: code and {"code": code, "name": code.title(), "version": 7} for kind, code in areas.items()}
    everywhere = {"municipality": None, "park": None, "council_district": None}
    return Place(True, inside, everywhere | layers, owners)


def a_request(service: str, place: Place = NOWHERE, excluded: tuple[str, ...] = (), **answers: Any) -> Asked:
    """A request for a service at a place with answers."""
    return Asked(service, place, answers, excluded)
