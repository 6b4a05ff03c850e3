"""Runs of retention: counted first, then forgotten portion by portion; what goes leaves no gap in any count."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import uuid7
from services.intake import metrics, personal
from services.intake.contract.refusals import NoRetentionRules, RetentionRunning, RetentionRunNotFound
from services.intake.models import RetentionRun
from services.intake.privacy import erasures, rules
from services.intake.privacy.persons import Belongings
from services.intake.privacy.rules import EVERYTHING, MODELS, NAMES

PORTION = 100
EACH = timedelta(hours=23)  # between two runs that begin by themselves
GROUND = ME = "retention"
UNDER_WAY = ("counting", "running")
MEMBERS = ("id", "by", "dry_run", "state", "rules")


def start(session: Session, dry_run: bool, by: str, daily: bool = False) -> RetentionRun:
    """Begin a run over the rules, of those that go by themselves alone with `daily`.

    RetentionRunning while there is one; NoRetentionRules when there is nothing to carry out.
    """
    wanted = [rules.as_counted(rule) for rule in rules.stated(session) if rule.daily or not daily]
    if not wanted:
        raise NoRetentionRules()
    if under_way(session) is not None:
        raise RetentionRunning()
    run = RetentionRun(id=uuid7(), at=clock.now(), by=by, dry_run=dry_run, state="counting", rules=wanted)
    session.add(run)
    return run


def start_daily(session: Session) -> RetentionRun | None:
    """Begin the run of the day, unless there is no rule for it or one was begun already."""
    since = clock.now() - EACH
    begun = select(RetentionRun.id).where(~RetentionRun.dry_run, RetentionRun.at > since).limit(1)
    idle = any(rule.daily for rule in rules.stated(session)) and under_way(session) is None
    if not idle or session.execute(begun).first() is not None:
        return None
    return start(session, dry_run=False, by=ME, daily=True)


def under_way(session: Session) -> RetentionRun | None:
    """Return the run that is not finished, locked; None while another process is at it."""
    query = select(RetentionRun).where(RetentionRun.state.in_(UNDER_WAY)).order_by(RetentionRun.id).limit(1)
    return session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()


def advance(session: Session, run: RetentionRun) -> bool:
    """Do the next piece of a run; return whether there is more to do."""
    if run.state == "counting":
        counted = [rule | rules.count(session, rule, run.rules, _as_of(run)) for rule in run.rules]
        run.rules, run.state = counted, "counted" if run.dry_run else "running"
    elif not _forget_next(session, run):
        run.state = "done"
    if run.state in UNDER_WAY:
        return True
    run.finished_at = clock.now()
    return False


def _as_of(run: RetentionRun) -> Any:
    """Age is as it was when the run began: what it counted is what it forgets."""
    return clock.as_utc(run.at)


def _forget_next(session: Session, run: RetentionRun) -> int:
    """Forget a portion of the first rule that still finds something; return how many that were."""
    for place, rule in enumerate(run.rules):
        rows = rules.portion(session, rule, run.rules, _as_of(run), PORTION)
        if rows:
            _forget(session, rule, rows)
            run.rules = [one | {"done": one["done"] + len(rows) * (at == place)} for at, one in enumerate(run.rules)]
            metrics.retention_forgotten_total.labels(rule["object"], rule["forget"]).inc(len(rows))
            return len(rows)
    return 0


def _forget(session: Session, rule: dict[str, Any], rows: Sequence[Any]) -> None:
    names = [row.name for row in rows]
    residents = sorted({row.resident_id for row in rows if row.resident_id})
    if rule["forget"] == EVERYTHING:
        of_requests = rule["object"] == "request"
        found = Belongings(names if of_requests else [], [] if of_requests else names, residents)
        erasures.begin(session, found, GROUND, ME, aged=True)
    else:
        who = next(traces for traces in personal.TRACES if traces.of == "residents")
        session.execute(update(who.table).where(who.rows({"residents": residents})).values(dict(who.left or {})))
    mine = NAMES[rule["object"]].in_(names)
    session.execute(update(MODELS[rule["object"]]).where(mine).values(forgotten=rule["forget"]))


def find(session: Session, run_id: str) -> RetentionRun:
    """Return a run; RetentionRunNotFound when there is none."""
    run = session.get(RetentionRun, run_id)
    if run is None:
        raise RetentionRunNotFound()
    return run


def page(session: Session, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return a page of runs, newest first."""
    query = select(RetentionRun).order_by(RetentionRun.id.desc()).limit(limit + 1)
    rows = session.execute(query.where(RetentionRun.id < cursor) if cursor else query).scalars().all()
    return {"items": [view(row) for row in rows[:limit]], "next": rows[limit - 1].id if len(rows) > limit else None}


def view(run: RetentionRun) -> dict[str, Any]:
    """Return a run as it is shown."""
    shown = {name: getattr(run, name) for name in MEMBERS}
    return shown | {"at": clock.as_utc(run.at), "finished_at": clock.as_utc(run.finished_at)}


def rule_views(session: Session) -> dict[str, Any]:
    """Return the rules as they are shown."""
    members = ("object", "forget", "days", "daily", "by")
    items = [
        {name: getattr(row, name) for name in members}
        | {"service_code": row.service_code or None, "at": clock.as_utc(row.at)}
        for row in rules.stated(session)
    ]
    return {"items": items}
