"""Loads a county's catalogue: `python -m services.routing.load deploy/sample`; again, nothing changes."""

import json
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services.common import settings
from services.common.database import Store, engine_for
from services.routing.catalogue.agencies import agency_from_directory
from services.routing.catalogue.catalogue import AGENCY, CALENDAR, DEPARTMENT, RULE, SERVICE_TYPE
from services.routing.catalogue.entries import store_entries
from services.routing.catalogue.members import set_member
from services.routing.catalogue.rules import read_rule
from services.routing.contract.people import TIERS
from services.routing.work.calendars import read_calendar

LOADER = "loader"
COUNTY = "county"
# An agency from the file is older than whatever kb says of it.
BEFORE_KB = 0


def load_folder(session: Session, folder: Path) -> dict[str, int]:
    """Store what the folder's files say; returns how many of each were new or changed."""
    departments = _by_code(folder / "departments.json") | _by_code(folder / "offices.json")
    agencies = {entry["id"]: agency_from_directory(entry) for entry in _read(folder / "directory.json", [])}
    calendar = _read(folder / "calendar.json", None)
    rules = _by_code(folder / "rules.json")
    check(rules, calendar)
    stored = {
        "departments": store_entries(session, DEPARTMENT, departments),
        "service types": store_entries(session, SERVICE_TYPE, _by_code(folder / "service_types.json")),
        "rules": store_entries(session, RULE, rules),
        "agencies": store_entries(session, AGENCY, agencies, dict.fromkeys(agencies, BEFORE_KB)),
        "calendars": store_entries(session, CALENDAR, {COUNTY: calendar} if calendar else {}),
    }
    return {name: len(codes) for name, codes in stored.items()} | {"members": load_members(session, departments)}


def check(rules: dict[str, Any], calendar: Any) -> None:
    """Refuse a rule or a calendar that cannot be read, before anything is stored."""
    for entry in rules.values():
        read_rule(entry, version=0)
    if calendar:
        read_calendar(calendar, version=0)


def load_members(session: Session, departments: dict[str, Any]) -> int:
    """Each department of the sample has somebody of each tier to try things with."""
    wanted = [(code, f"{tier}-{code}", tier) for code in departments for tier in TIERS]
    return sum(set_member(session, _member(*one), LOADER) for one in wanted)


def _member(department: str, subject: str, tier: str) -> dict[str, Any]:
    name = f"Sample {tier} of {department}"
    return {"department": department, "subject": subject, "tier": tier, "name": name, "email": f"{subject}@example.org"}


def _by_code(path: Path) -> dict[str, Any]:
    return {entry["code"]: entry for entry in _read(path, [])}


def _read(path: Path, otherwise: Any) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else otherwise


def main(arguments: list[str]) -> int:
    """Load a folder into routing's own database and print one line of counts."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: python -m services.routing.load <folder>", file=sys.stderr)
        return 2
    store = Store(engine_for(settings.database_url("routing"), pool_size=1), "routing")
    with store.transaction() as session:
        counts = load_folder(session, Path(arguments[0]))
    store.engine.dispose()
    print("routing: new or changed: " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
