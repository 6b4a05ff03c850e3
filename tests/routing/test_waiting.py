"""Work that waits for a resident's answer, and the promise that rests meanwhile."""

import pytest

from services.common import clock
from services.routing.work import pauses, steps, waiting
from tests.routing.desk import heard, opened

TUESDAY, WEDNESDAY = (f"2026-11-{day}T15:00:00.000Z" for day in (17, 18))
NEXT_MONDAY = "2026-11-23T15:00:00.000Z"
LONG_AFTER = "2027-03-01T15:00:00.000Z"


@pytest.fixture
def opened_desk(desk):
    """A desk with one assignment of dot."""
    desk.open(opened())
    return desk


def ask(desk, time=TUESDAY):
    """Hear that the resident was asked."""
    with desk.store.transaction() as session:
        event = heard("resident_asked", time=time, question="q-1", until=NEXT_MONDAY, department="dot", notice=True)
        waiting.hold_for_residents(session, [event])


def answer(desk, time, outcome="answered"):
    """Hear that an answer came, or none will."""
    with desk.store.transaction() as session:
        event = heard("resident_answered", time=time, question="q-1", outcome=outcome, department="dot")
        waiting.go_on_for_residents(session, desk.catalogue(session), [event])


def promised(desk):
    """By when it is promised."""
    return clock.instant_text(clock.as_utc(desk.current().promised_by))


def test_the_promise_is_later_by_the_business_days_of_the_wait(opened_desk):
    before = clock.as_utc(opened_desk.current().promised_by)
    ask(opened_desk, TUESDAY)

    answer(opened_desk, NEXT_MONDAY)

    with opened_desk.store.reading() as session:
        calendar = opened_desk.catalogue(session).calendar
    after = clock.as_utc(opened_desk.current().promised_by)
    day, waited = calendar.first_day(before - pauses.MOMENT), 0
    while day < calendar.first_day(after - pauses.MOMENT):
        day, waited = calendar.next_business_day(day), waited + 1
    assert waited == 4
    assert opened_desk.said()[-1]["data"]["promised_by"] == promised(opened_desk)


def test_an_answer_on_the_same_day_moves_nothing(opened_desk):
    before = promised(opened_desk)
    ask(opened_desk)

    answer(opened_desk, "2026-11-17T17:00:00.000Z")

    assert promised(opened_desk) == before


def test_a_promise_that_was_broken_before_stays_broken(opened_desk):
    before = promised(opened_desk)
    ask(opened_desk, LONG_AFTER)

    answer(opened_desk, "2027-03-05T15:00:00.000Z")

    assert promised(opened_desk) == before


@pytest.mark.parametrize("accepted", [False, True])
def test_work_goes_on_where_it_was(opened_desk, accepted):
    if accepted:
        opened_desk.move(steps.accept)
    ask(opened_desk)
    assert opened_desk.current().status == "held"

    answer(opened_desk, WEDNESDAY)

    assert opened_desk.current().status == ("accepted" if accepted else "assigned")
    assert opened_desk.said()[-1]["data"]["accepted"] is accepted


def test_what_is_heard_twice_happens_once(opened_desk):
    for _ in range(2):
        ask(opened_desk)
    for _ in range(2):
        answer(opened_desk, WEDNESDAY)

    assert opened_desk.said_types().count("assignment_held") == 1
    assert opened_desk.said_types().count("assignment_resumed") == 1


def test_work_that_waits_for_the_weather_goes_on_waiting_for_it(opened_desk):
    opened_desk.move(steps.accept)
    opened_desk.move(steps.hold, {"reason": "Rain", "reason_code": "weather", "until": None})

    ask(opened_desk)
    answer(opened_desk, WEDNESDAY)

    assert (opened_desk.current().status, opened_desk.current().hold_code) == ("held", "weather")


def test_a_late_answer_finds_the_work_going_on(opened_desk):
    ask(opened_desk)
    answer(opened_desk, NEXT_MONDAY, "expired")

    answer(opened_desk, "2026-11-24T15:00:00.000Z", "late")

    assert opened_desk.said_types().count("assignment_resumed") == 1


def test_who_has_lost_the_work_waits_for_nobody(opened_desk):
    opened_desk.end("withdrawn")

    ask(opened_desk)

    assert "assignment_held" not in opened_desk.said_types()
