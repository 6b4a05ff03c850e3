"""The catalogue as decisions see it: read whole, kept in the process, looked at for changes each second."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import Unavailable
from services.routing.catalogue.rules import Rule, read_rule, sort_rules
from services.routing.models import CatalogueEntry, CatalogueRevision
from services.routing.work.calendars import BusinessCalendar, for_department, read_calendar

DEPARTMENT, SERVICE_TYPE, RULE, AGENCY, CALENDAR = "department", "service_type", "rule", "agency", "calendar"
PARTNERSHIP = "partnership"
LIST_DATATYPES = ("singlevaluelist", "multivaluelist")
LOOK_SECONDS = 1.0


class NoCatalogue(Unavailable):
    """No catalogue has been loaded yet."""


@dataclass(frozen=True)
class Catalogue:
    """Entries by code, each with its version; rules by service type in the order in which they are asked."""

    revision: int
    departments: Mapping[str, Any]
    services: Mapping[str, Any]
    agencies: Mapping[str, Any]
    calendar: BusinessCalendar
    rules: Mapping[str, tuple[Rule, ...]]
    partnerships: Mapping[str, Any]
    all_rules: Mapping[str, Rule]
    own_calendars: Mapping[str, BusinessCalendar]

    def calendar_for(self, department: str | None) -> BusinessCalendar:
        """The business time of a department: its own, else the county's."""
        return self.own_calendars.get(department or "", self.calendar)

    def rules_for(self, service_code: str) -> tuple[Rule, ...]:
        """The rules that speak of a type of service."""
        return self.rules.get(service_code, ())

    def listed_answers(self, service_code: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that were chosen from lists: rules may compare them, and they tell nothing of a person."""
        questions = self.services.get(service_code, {}).get("questions", ())
        listed = {question["code"] for question in questions if question["datatype"] in LIST_DATATYPES}
        return {code: value for code, value in answers.items() if code in listed}


def build_catalogue(entries: Mapping[str, Mapping[str, Any]], revision: int) -> Catalogue:
    """Put entries by kind and code together; NoCatalogue without a calendar or any service type."""
    calendars = list(entries.get(CALENDAR, {}).values())
    services = entries.get(SERVICE_TYPE, {})
    if not calendars or not services:
        raise NoCatalogue()
    rules = [read_rule(entry, entry["version"]) for entry in entries.get(RULE, {}).values()]
    county, departments = calendars[0], entries.get(DEPARTMENT, {})
    own = {code: entry["calendar"] for code, entry in departments.items() if entry.get("calendar")}
    return Catalogue(
        revision=revision,
        departments=departments,
        services=services,
        agencies=entries.get(AGENCY, {}),
        calendar=read_calendar(county, county["version"]),
        rules={code: sort_rules(rule for rule in rules if rule.covers(code)) for code in services},
        partnerships=entries.get(PARTNERSHIP, {}),
        all_rules={rule.code: rule for rule in rules},
        own_calendars={
            code: read_calendar(for_department(county, one), county["version"]) for code, one in own.items()
        },
    )


class CurrentCatalogue:
    """One per process: the newest catalogue, at most a second old."""

    def __init__(self) -> None:
        self._kept: Catalogue | None = None
        self._looked_at = 0.0

    def get(self, session: Session) -> Catalogue:
        """Return the catalogue; costs no query more often than each second. NoCatalogue before the first load."""
        now = clock.monotonic_seconds()
        if self._kept is None or now - self._looked_at >= LOOK_SECONDS:
            revision = session.execute(select(CatalogueRevision.number)).scalar() or 0
            if self._kept is None or self._kept.revision != revision:
                self._kept = build_catalogue(read_entries(session), revision)
            self._looked_at = now
        return self._kept


def read_entries(session: Session) -> dict[str, dict[str, Any]]:
    """All entries that are in use, by kind and code, each with its version."""
    found: dict[str, dict[str, Any]] = {}
    query = select(CatalogueEntry.kind, CatalogueEntry.code, CatalogueEntry.version, CatalogueEntry.entry)
    for kind, code, version, entry in session.execute(query.order_by(CatalogueEntry.kind, CatalogueEntry.code)):
        if entry.get("active", True):
            found.setdefault(kind, {})[code] = entry | {"version": version}
    return found
