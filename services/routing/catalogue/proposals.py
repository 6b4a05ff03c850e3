"""What a draft would make of the catalogue: its entries laid over those in use, whom they concern, what is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common.contract import load
from services.common.errors import InvalidInput
from services.routing.catalogue.catalogue import (
    CALENDAR,
    DEPARTMENT,
    PARTNERSHIP,
    RULE,
    SERVICE_TYPE,
    Catalogue,
    build_catalogue,
    read_entries,
)
from services.routing.catalogue.rules import ANY_SERVICE, read_rule
from services.routing.contract.entries import FORMS
from services.routing.models import CatalogueEntry
from services.routing.work.calendars import read_calendar

ROUTING_KINDS = (RULE, SERVICE_TYPE, PARTNERSHIP, DEPARTMENT)
Entries = Sequence[Mapping[str, Any]]


def check_entries(entries: Entries) -> None:
    """Hold each entry against the form of its kind; InvalidInput with a pointer for each fault."""
    faults = []
    for place, one in enumerate(entries):
        try:
            _check_entry(one)
        except InvalidInput as error:
            faults += [fault | {"pointer": f"/entries/{place}/entry{fault['pointer']}"} for fault in error.errors]
    if len({(one["kind"], one["code"]) for one in entries}) < len(entries):
        faults.append({"pointer": "/entries", "detail": "Two entries have the same kind and code."})
    if faults:
        raise InvalidInput(errors=faults)


def _check_entry(one: Mapping[str, Any]) -> None:
    entry = one["entry"]
    load(FORMS[one["kind"]], entry)
    if one["kind"] != CALENDAR and entry["code"] != one["code"]:
        raise InvalidInput(errors=[{"pointer": "/code", "detail": "Not the code of this entry."}])
    try:
        if one["kind"] == RULE:
            read_rule(entry, version=0)
        if one["kind"] == CALENDAR:
            read_calendar(entry, version=0)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise InvalidInput(errors=[{"pointer": "", "detail": str(error)}]) from error


def lay_over(session: Session, entries: Entries, revision: int = 0) -> Catalogue:
    """The catalogue as it would be with these entries; each gets the version after that in use."""
    present = read_entries(session)
    for one in entries:
        kind = present.setdefault(one["kind"], {})
        if one["entry"].get("active", True):
            kind[one["code"]] = dict(one["entry"]) | {"version": one["base"] + 1}
        else:
            kind.pop(one["code"], None)
    try:
        return build_catalogue(present, revision)
    except (KeyError, ValueError, TypeError) as error:
        raise InvalidInput(
            errors=[{"pointer": "/entries", "detail": f"The catalogue cannot be read: {error}"}]
        ) from error


def base_versions(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The versions in use of these entries, 0 for new ones."""
    wanted = set(keys)
    query = select(CatalogueEntry.kind, CatalogueEntry.code, CatalogueEntry.version)
    query = query.where(CatalogueEntry.code.in_({code for _, code in wanted}))
    known = {(kind, code): version for kind, code, version in session.execute(query)}
    return {key: known.get(key, 0) for key in wanted}


def concerned(before: Catalogue, after: Catalogue, entries: Entries) -> list[str]:
    """The departments that must agree: whose entry it is, who gets or loses work by it."""
    found: set[str | None] = set()
    for one in entries:
        for catalogue in (before, after):
            found |= _departments_of(catalogue, one["kind"], one["code"])
    return sorted(code for code in found if code and (code in before.departments or code in after.departments))


def _departments_of(catalogue: Catalogue, kind: str, code: str) -> set[str | None]:
    if kind == DEPARTMENT:
        return {code}
    if kind == SERVICE_TYPE:
        return {catalogue.services.get(code, {}).get("department")}
    if kind == PARTNERSHIP:
        return {catalogue.partnerships.get(code, {}).get("department")}
    rule = catalogue.all_rules.get(code) if kind == RULE else None
    if rule is None:
        return set()
    named = rule.services - {ANY_SERVICE}
    return {rule.department} | {catalogue.services.get(service, {}).get("department") for service in named}


def touched_services(before: Catalogue, after: Catalogue, entries: Entries) -> frozenset[str] | None:
    """The service types whose routing these entries may change; None: all."""
    found: set[str] = set()
    for one in entries:
        rules = [catalogue.all_rules.get(one["code"]) for catalogue in (before, after)] if one["kind"] == RULE else []
        services = frozenset().union(*(rule.services for rule in rules if rule))
        if one["kind"] in (DEPARTMENT, CALENDAR, PARTNERSHIP) or ANY_SERVICE in services:
            return None
        found |= services | ({one["code"]} if one["kind"] == SERVICE_TYPE else set())
    return frozenset(found)
