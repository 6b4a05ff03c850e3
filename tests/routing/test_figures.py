"""Figures for operations: each department's open work, its age, the promises it kept, and what each rule decided."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.common import clock, metrics
from services.routing.models import Assignment, Case, Decision
from services.routing.work import figures, hands, steps
from services.routing.work.rerouting import return_assignment
from tests.routing.desk import opened
from tests.routing.sample import a_place

A, B, C, D = (f"100-000-000{digit}" for digit in "1234")
DONE = {"code": "done", "text": "Filled."}


@pytest.fixture
def busy(desk):
    """Four holes of dot: one that nobody has accepted, one accepted, one claimed, one done in time."""
    for number in (A, B, C, D):
        desk.open(opened(number), place=a_place("county"))
    desk.move(steps.accept, number=B)
    desk.move(hands.claim, number=C)
    desk.move(steps.accept, number=D)
    change(desk, D, promised_by=clock.now() + timedelta(days=1))
    desk.move(steps.complete, DONE, number=D)
    return desk


def change(desk, number, **values):
    """Let an assignment be otherwise than the clock made it."""
    with desk.store.transaction() as session:
        session.execute(update(Assignment).where(Assignment.number == number).values(values))


def work(desk, later=timedelta(0)):
    """The figures of dot."""
    with desk.store.reading() as session:
        return figures.work_of(session, ["dot", "waste"], clock.now() + later).get("dot", figures.IDLE)


def kept(desk):
    """What share of its promises dot has kept."""
    with desk.store.reading() as session:
        return figures.kept_percent(session, ["dot", "waste"], clock.now())


def value(name, **labels):
    """A counter as this process has it."""
    return metrics.REGISTRY.get_sample_value(name, labels) or 0


def test_open_work_is_counted_by_state(busy):
    states = work(busy).states

    assert [states[name] for name in ("open", "unassigned", "unaccepted", "held")] == [3, 2, 1, 0]


def test_the_oldest_unaccepted_and_unassigned_work_have_their_ages(busy):
    change(busy, B, assigned_at=clock.now() - timedelta(minutes=40))

    ages = work(busy, timedelta(seconds=30)).oldest_seconds

    assert [int(ages[name] // 60) for name in ("unaccepted", "unassigned")] == [0, 40]


def test_drills_are_in_no_figure(busy):
    with busy.store.transaction() as session:
        session.execute(update(Case).values(drill=True))

    assert (work(busy), kept(busy)) == (figures.IDLE, {})


@pytest.mark.parametrize(
    ("number", "state", "hours", "percent"),
    [
        pytest.param(A, "assigned", 1, 100, id="ahead-counts-not-yet"),
        pytest.param(A, "assigned", -1, 50, id="late-and-open-is-broken"),
        pytest.param(B, "accepted", -1, 50, id="late-and-in-work-is-broken"),
        pytest.param(A, "held", -1, 100, id="a-pause-moves-the-date"),
        pytest.param(D, "completed", -1, 0, id="done-late-is-broken"),
    ],
)
def test_promises_kept_are_a_share_of_those_settled(busy, number, state, hours, percent):
    for other in (A, B, C):
        change(busy, other, promised_by=clock.now() + timedelta(days=1))

    change(busy, number, status=state, promised_by=clock.now() + timedelta(hours=hours))

    assert kept(busy) == {"dot": percent}


def test_a_rule_is_counted_when_it_decides_and_when_its_work_comes_back(desk):
    desk.open(opened(A), place=a_place("county"))
    rule = rule_of(desk, A)
    decided, before = value("rule_decisions_total", rule=rule), value("rule_returns_total", rule=rule)

    desk.change_hands(return_assignment, {"reason_code": "not_ours", "reason": "A private road"}, number=A)

    assert decided >= 1
    assert value("rule_returns_total", rule=rule) == before + 1


def rule_of(desk, number):
    """The rule that sent a request where it is, as metrics name it."""
    with desk.store.reading() as session:
        return session.execute(select(Decision.rule).where(Decision.number == number)).scalar() or "none"
