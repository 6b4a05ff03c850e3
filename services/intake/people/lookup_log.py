"""The log of look-ups: who looked whom up and why, how often anybody may, and when it looks like trawling."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import uuid7
from services.intake.models import Lookup, LookupAlarm
from services.intake.people import factors, names
from services.intake.people.lookups import Found

HOUR = timedelta(hours=1)
# Callers forget numbers now and then; nobody in a contact centre guesses so often in an hour.
MOST_FOUND_NOTHING = 10
MOST_NAMES_OF_A_FACTOR = 5
MOST_FACTORS_OF_A_NAME = 5
LOG, ALARMS = Lookup.__table__, LookupAlarm.__table__


@dataclass(frozen=True)
class Limits:
    """How many look-ups one member of staff may make."""

    a_minute: int
    an_hour: int


@dataclass(frozen=True)
class Query:
    """A look-up as it is remembered: nothing of it can be read."""

    by: str
    reason: str
    factor: str
    name_hash: str
    factor_hash: str


def query_of(secret: bytes, message: Mapping[str, Any], by: str) -> Query:
    """Return what is remembered of a look-up; the parts of a name in any order are the same name."""
    name = " ".join(sorted(names.parts_of(message["name"])))
    factor = message["factor"]
    return Query(
        by=by,
        reason=message["reason"],
        factor=factors.kind_of(factor),
        name_hash=factors.keyed_hash(secret, "name", name),
        factor_hash=factors.keyed_hash(secret, factors.kind_of(factor), factors.plain(factor)),
    )


def log(session: Session, query: Query, found: Found) -> str:
    """Write a look-up down and return its id."""
    row = Lookup(
        id=uuid7(), at=clock.now(), by=query.by, reason=query.reason, factor=query.factor, name_hash=query.name_hash,
        factor_hash=query.factor_hash, hits=len(found.matched) + len(found.masked),
        opened=[hit.number for hit in found.matched],
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def of_last_hour(session: Session, by: str) -> Sequence[Row[Any]]:
    """Return the look-ups that somebody made within the hour."""
    members = (LOG.c.at, LOG.c.name_hash, LOG.c.factor_hash, LOG.c.opened)
    return session.execute(select(*members).where(LOG.c.by == by, LOG.c.at > clock.now() - HOUR)).all()


def is_too_many(made: Sequence[Row[Any]], limits: Limits) -> bool:
    """Whether somebody has to wait before the next one."""
    minute_ago = clock.now() - timedelta(minutes=1)
    lately = [row for row in made if clock.as_utc(row.at) > minute_ago]  # type: ignore[operator]
    return len(lately) >= limits.a_minute or len(made) >= limits.an_hour


def rules_broken(made: Sequence[Row[Any]]) -> list[str]:
    """Return by which rules the look-ups of an hour look like trawling."""
    found_nothing = {row.name_hash for row in made if not row.opened}
    broken = ["nothing_found"] if len(found_nothing) > MOST_FOUND_NOTHING else []
    names_of, factors_of = defaultdict(set), defaultdict(set)
    for row in made:
        names_of[row.factor_hash].add(row.name_hash)
        factors_of[row.name_hash].add(row.factor_hash)
    if max(map(len, names_of.values()), default=0) > MOST_NAMES_OF_A_FACTOR:
        broken.append("many_names")
    if max(map(len, factors_of.values()), default=0) > MOST_FACTORS_OF_A_NAME:
        broken.append("many_factors")
    return broken


def raise_alarms(session: Session, by: str, rules: Sequence[str], lookups: int) -> list[str]:
    """Write an alarm for each rule of which there is none from the last hour; return the rules of the new ones."""
    if not rules:
        return []
    lately = select(ALARMS.c.rule).where(ALARMS.c.by == by, ALARMS.c.rule.in_(rules), ALARMS.c.at > clock.now() - HOUR)
    known = set(session.execute(lately).scalars())
    fresh = [rule for rule in rules if rule not in known]
    session.add_all(LookupAlarm(id=uuid7(), at=clock.now(), by=by, rule=rule, lookups=lookups) for rule in fresh)
    return fresh


def page(session: Session, table: type[Lookup] | type[LookupAlarm], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page of look-ups or of alarms, newest first; ids are made in the order of time."""
    query = select(table).order_by(table.id.desc()).limit(wanted["limit"] + 1)
    if wanted["by"]:
        query = query.where(table.by == wanted["by"])
    if wanted["cursor"]:
        query = query.where(table.id < wanted["cursor"])
    rows: Sequence[Any] = session.execute(query).scalars().all()
    shown = rows[: wanted["limit"]]
    return {"items": [_view(row) for row in shown], "next": shown[-1].id if len(rows) > len(shown) else None}


def _view(row: Lookup | LookupAlarm) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns} | {"at": clock.as_utc(row.at)}
