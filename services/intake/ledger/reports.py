"""Reports of the ledger, counted from its rows each time: nothing is kept beside them that could differ."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput
from services.intake.contract.ledger_reports import MOST_DAYS
from services.intake.ledger import loop
from services.intake.ledger.mix import Expectation, percent
from services.intake.models import Contact, ContactItem, Interpretation, TelephoneCall

DAY = timedelta(days=1)
RESIDENTS = and_(~Contact.internal, Contact.same_as.is_(None))
Span = tuple[datetime, datetime]


def report(session: Session, wanted: dict[str, Any], expected: Expectation) -> dict[str, Any]:
    """Return everything that is counted in a span."""
    span = _span(wanted)
    within = _within(span)
    figures = mix(session, span)
    return {
        "since": span[0],
        "until": span[1],
        **_totals(session, within),
        "types": expected.shares(figures["types"]),
        "first_contact": figures["first_contact"],
        "loop": loop.counts(session, *span),
        "channels": _numbers(session, select(Contact.channel, func.count()).where(within, RESIDENTS)),
        "outcomes": _items(session, within, ContactItem.outcome),
        "themes": _items(session, within, ContactItem.theme),
        "languages": _languages(session, within),
        "vendors": _sessions(session, within, (Interpretation.vendor, Interpretation.language)),
        "telephone": _telephone(session, span),
    }


def _span(wanted: dict[str, Any]) -> Span:
    until = wanted["until"] or clock.now()
    since = wanted["since"] or until - DAY
    if not timedelta(0) <= until - since <= MOST_DAYS * DAY:
        detail = f"The span ends after it begins, within {MOST_DAYS} days."
        raise InvalidInput(errors=[{"pointer": "/since", "detail": detail}])
    return since, until


def _within(span: Span) -> ColumnElement[bool]:
    return and_(Contact.logged_at >= span[0], Contact.logged_at < span[1], ~Contact.drill)


def mix(session: Session, span: Span) -> dict[str, Any]:
    """Return residents' contacts by type, and how many were resolved at first contact."""
    query = select(Contact.type, Contact.resolved, func.count().label("contacts")).where(_within(span), RESIDENTS)
    types: dict[str, int] = {}
    resolved = 0
    for row in session.execute(query.group_by(Contact.type, Contact.resolved)):
        types[row.type] = types.get(row.type, 0) + row.contacts
        resolved += row.contacts if row.resolved else 0
    total = sum(types.values())
    return {"types": types, "first_contact": {"resolved": resolved, "of": total, "percent": percent(resolved, total)}}


def _totals(session: Session, within: ColumnElement[bool]) -> dict[str, int]:
    repeated = and_(~Contact.internal, Contact.same_as.is_not(None))
    sums = {"internal": Contact.internal, "repeated": repeated}
    numbers = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in sums.values()]
    contacts, *others = session.execute(select(func.count(), *numbers).select_from(Contact).where(within)).one()
    return {"contacts": contacts} | dict(zip(sums, others, strict=True))


def _numbers(session: Session, query: Any) -> dict[str, int]:
    """Run a query of a name and a number for each."""
    name = query.selected_columns[0]
    return {row[0]: row[1] for row in session.execute(query.group_by(name).order_by(name))}


def _items(session: Session, within: ColumnElement[bool], column: Any) -> dict[str, int]:
    query = select(column, func.count()).select_from(ContactItem).join(Contact, Contact.id == ContactItem.contact_id)
    return _numbers(session, query.where(within, column.is_not(None)))


def _languages(session: Session, within: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return each language that was spoken or interpreted, the most wanted first."""
    contacts = _numbers(session, select(Contact.language, func.count()).where(within))
    none = {"sessions": 0, "interpreter_seconds": 0, "cost_cents": 0}
    interpreted = {row["language"]: row for row in _sessions(session, within, (Interpretation.language,))}
    found = [
        none | interpreted.get(language, {}) | {"language": language, "contacts": contacts.get(language, 0)}
        for language in {*contacts, *interpreted}
    ]
    return sorted(found, key=lambda row: (-row["contacts"], row["language"]))


def _sessions(session: Session, within: ColumnElement[bool], by: tuple[Any, ...]) -> list[dict[str, Any]]:
    numbers = (
        func.count().label("sessions"),
        func.sum(Interpretation.seconds).label("interpreter_seconds"),
        func.coalesce(func.sum(Interpretation.cost_cents), 0).label("cost_cents"),
    )
    query = select(*by, *numbers).select_from(Interpretation).join(Contact, Contact.id == Interpretation.contact_id)
    return [dict(row) for row in session.execute(query.where(within).group_by(*by).order_by(*by)).mappings()]


def _telephone(session: Session, span: Span) -> dict[str, Any]:
    call, answered = TelephoneCall, ~TelephoneCall.abandoned
    waited = func.coalesce(call.ring_seconds, 0) + func.coalesce(call.queue_seconds, 0)
    handled = func.coalesce(call.talk_seconds, 0) + func.coalesce(call.wrap_seconds, 0)
    sums = ((answered, waited), (answered, handled), (call.abandoned, 1))
    numbers = [func.coalesce(func.sum(case((condition, value), else_=0)), 0) for condition, value in sums]
    within = and_(call.started_at >= span[0], call.started_at < span[1])
    offered, waiting, handling, lost = session.execute(select(func.count(), *numbers).where(within)).one()
    taken = offered - lost
    return {
        "offered": offered,
        "abandoned": lost,
        "abandoned_percent": percent(lost, offered),
        "answer_seconds": waiting,
        "handling_seconds": handling,
        "mean_answer_seconds": round(waiting / taken, 1) if taken else None,
        "mean_handling_seconds": round(handling / taken, 1) if taken else None,
    }
