"""Rules of retention: what each finds among what is closed, and how they go before one another."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from services.common import clock
from services.intake.contract.retention import FORGOTTEN, OBJECTS
from services.intake.models import Contact, RetentionRule, ServiceRequest
from services.intake.models.retention import CLOSED
from services.intake.privacy import holds

CONTACT_DATA, EVERYTHING = FORGOTTEN
MODELS: dict[str, Any] = {"request": ServiceRequest, "contact": Contact}
NAMES: dict[str, Any] = {"request": ServiceRequest.number, "contact": Contact.id}
SINCE: dict[str, Any] = {"request": ServiceRequest.updated_at, "contact": Contact.logged_at}
Rule = Mapping[str, Any]


def stated(session: Session) -> list[RetentionRule]:
    """Return the rules, locked, so that two runs cannot begin at once."""
    rows = session.execute(select(RetentionRule).with_for_update()).scalars().all()
    return sorted(rows, key=lambda row: (OBJECTS.index(row.object), row.forget, row.service_code))


def set_rule(session: Session, wish: dict[str, Any], by: str) -> None:
    """Write a rule, or remove it where no days are given."""
    key = (wish["object"], wish["forget"], wish["service_code"] or "")
    row = session.get(RetentionRule, key)
    if wish["days"] is None:
        if row is not None:
            session.delete(row)
    else:
        said = {"days": wish["days"], "daily": wish["daily"], "by": by, "at": clock.now()}
        names = dict(zip(("object", "forget", "service_code"), key, strict=True))
        session.merge(RetentionRule(**names, **said))
    session.flush()


def as_counted(rule: RetentionRule) -> dict[str, Any]:
    """Return a rule as a run carries it."""
    said = {name: getattr(rule, name) for name in ("object", "forget", "service_code", "days")}
    return said | {"service_code": rule.service_code or None, "due": None, "held": None, "done": 0}


def finds(rule: Rule, rules: Sequence[Rule], now: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions on what a rule is about, whatever was forgotten of it before.

    What has a rule of its own type is left to that one.
    """
    model: Any = MODELS[rule["object"]]
    conditions = [text(CLOSED[rule["object"]]), SINCE[rule["object"]] < now - timedelta(days=rule["days"])]
    if rule["service_code"]:
        conditions.append(model.service_code == rule["service_code"])
    elif own := [one["service_code"] for one in rules if one["service_code"] and _same(one, rule)]:
        conditions.append(model.service_code.not_in(own))
    return conditions


def stages(rule: Rule) -> list[ColumnElement[bool]]:
    """Return of what kept state a rule takes its objects, one query each: both databases then use the index."""
    model: Any = MODELS[rule["object"]]
    whole = model.forgotten.is_(None)
    return [whole] if rule["forget"] == CONTACT_DATA else [whole, model.forgotten == CONTACT_DATA]


def _same(one: Rule, other: Rule) -> bool:
    return (one["object"], one["forget"]) == (other["object"], other["forget"])


def count(session: Session, rule: Rule, rules: Sequence[Rule], now: datetime) -> dict[str, int]:
    """Return how many a rule would forget, and how many a legal hold keeps from it."""
    name = NAMES[rule["object"]]
    query = select(func.count()).select_from(MODELS[rule["object"]]).where(*finds(rule, rules, now))
    queries = [query.where(stage) for stage in stages(rule)]
    found = sum(session.execute(one).scalar_one() for one in queries)
    held = sum(session.execute(one.where(holds.is_held(name))).scalar_one() for one in queries)
    return {"due": found - held, "held": held}


def portion(session: Session, rule: Rule, rules: Sequence[Rule], now: datetime, most: int) -> Sequence[Any]:
    """Return some of what a rule is about, locked: name and resident of each."""
    name, model = NAMES[rule["object"]], MODELS[rule["object"]]
    query = select(name.label("name"), model.resident_id).where(*finds(rule, rules, now), ~holds.is_held(name))
    query = query.limit(most).with_for_update(skip_locked=True)
    found = (session.execute(query.where(stage)).all() for stage in stages(rule))
    return next((rows for rows in found if rows), [])
