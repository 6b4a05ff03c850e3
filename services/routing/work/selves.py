"""What somebody is here: roles, departments with their open work, and what is allowed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from services.common.policy import ANYONE
from services.routing.catalogue.catalogue import Catalogue
from services.routing.catalogue.members import find_member
from services.routing.catalogue.words import choose_words
from services.routing.policy import POLICY, Standing
from services.routing.work.worklists import add_up, count_work

LANGUAGE = "en"


def describe(session: Session, catalogue: Catalogue, mine: Standing, tiers: Mapping[str, str]) -> dict[str, Any]:
    """Who somebody is, and how much work waits in each of its departments."""
    lines = count_work(session, mine.reach("assignment.count")) if tiers else []
    departments = []
    for code, tier in sorted(tiers.items()):
        here = [line for line in lines if line["department"] == code]
        own = [line for line in here if line["assignee"] == mine.caller.subject]
        member, entry = find_member(session, code, mine.caller.subject), catalogue.departments.get(code, {})
        said = {"code": code, "tier": tier, "unit": member.unit if member else None}
        name = choose_words(entry.get("name"), LANGUAGE) or code
        departments.append(said | {"name": name, "work": add_up(here), "mine": add_up(own)})
    roles = sorted(mine.county - {ANYONE})
    return {"subject": mine.caller.subject, "roles": roles, "departments": departments, "may": _may(mine)}


def _may(mine: Standing) -> list[str]:
    """The actions that are allowed with any object at all."""
    places = (None, *mine.departments)
    return [
        action
        for action in POLICY
        if any(mine.may(action, place) or (place and mine.may_own(action, place)) for place in places)
    ]
