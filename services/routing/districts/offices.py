"""Offices of representatives: departments that represent districts, hear of them, and get no work."""

from collections.abc import Mapping
from typing import Any

# Which offices represent a district, by the kind of its layer and its code.
Districts = dict[tuple[str, str], tuple[str, ...]]


def is_office(department: Mapping[str, Any]) -> bool:
    """Whether a department is the office of a representative."""
    return bool(department.get("represents")) and bool(department.get("active", True))


def at_work(departments: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the codes of the departments that get work: an office hears of others'."""
    return sorted(code for code, entry in departments.items() if not is_office(entry))


def districts_of(departments: Mapping[str, Mapping[str, Any]]) -> Districts:
    """Return the offices of each district that is represented."""
    found: dict[tuple[str, str], list[str]] = {}
    for code, entry in sorted(departments.items()):
        for district in entry["represents"] if is_office(entry) else ():
            found.setdefault((district["layer"], district["code"]), []).append(code)
    return {district: tuple(codes) for district, codes in found.items()}


def offices_at(districts: Districts, places: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Return the offices whose districts hold a place, each with these districts; `places` holds areas by layer."""
    found: dict[str, list[dict[str, str]]] = {}
    for layer, area in places.items():
        for office in districts.get((layer, area["code"]), ()):
            found.setdefault(office, []).append({"layer": layer, "code": area["code"]})
    return found
