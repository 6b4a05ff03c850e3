"""Promises at risk and broken: each is said once, whoever has the work, and not while the promise rests."""

from datetime import UTC, datetime, timedelta

import pytest

from services.common import clock
from services.common.database import database_now
from services.routing.catalogue.entries import store_entries
from services.routing.contract.refusals import DecisionNotFound
from services.routing.work import promised, rerouting, steps, waiting, watching
from tests.routing.desk import NUMBER, heard, opened
from tests.routing.sample import a_calendar, a_place

# Opened on Monday 2026-11-16 at ten: first action by Tuesday's closing time, done by Thursday's.
FIRST_NEAR, FIRST_OVER = datetime(2026, 11, 17, 18, 48, tzinfo=UTC), datetime(2026, 11, 17, 22, tzinfo=UTC)
NEAR, OVER = datetime(2026, 11, 19, 15, 12, tzinfo=UTC), datetime(2026, 11, 19, 22, tzinfo=UTC)
MOMENT, WEEK = timedelta(seconds=1), timedelta(days=7)


def look(desk, now):
    """What is said when somebody looks at an instant: clock and mark."""
    with desk.store.reading() as session:
        found = watching.due(session, now)
    with desk.store.transaction() as session:
        return [(mark.clock, mark.mark) for mark in watching.look(session, found, now)]


def promises(desk, departments=None):
    with desk.store.reading() as session:
        return promised.list_promises(session, NUMBER, departments)


@pytest.fixture
def opened_desk(desk):
    """A pothole of dot."""
    desk.open(opened())
    return desk


def accepted(desk):
    """The same, accepted when it was opened."""
    with desk.store.transaction() as session:
        row = session.merge(desk.current())
        row.status, row.accepted_at = "accepted", clock.parse("2026-11-16T15:05:00Z")
    return desk


def test_a_promise_is_at_risk_when_four_fifths_of_the_business_time_have_passed():
    start = datetime(2026, 11, 16, 15, tzinfo=UTC)

    # Seven hours on Monday and three days of nine: 27.2 of 34 hours have passed on Thursday at 10:12.
    assert a_calendar().at_risk(start, 3) == NEAR


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(FIRST_NEAR - MOMENT, [], id="nothing-before"),
        pytest.param(FIRST_NEAR, [("first_action", "near")], id="at-risk"),
        pytest.param(FIRST_OVER - MOMENT, [("first_action", "near")], id="until-the-last-moment"),
        pytest.param(FIRST_OVER, [("first_action", "missed")], id="who-looks-late-hears-only-that-it-is-over"),
        pytest.param(OVER, [("first_action", "missed"), ("completion", "missed")], id="both-clocks"),
    ],
)
def test_what_is_said_depends_on_when_somebody_looks(opened_desk, now, expected):
    assert look(opened_desk, now) == expected


def test_each_thing_is_said_once(opened_desk):
    said = [look(opened_desk, now) for now in (FIRST_NEAR, FIRST_NEAR, FIRST_OVER, NEAR, OVER, OVER, OVER + WEEK)]

    first, whole = "first_action", "completion"
    assert said == [[(first, "near")], [], [(first, "missed")], [(whole, "near")], [(whole, "missed")], [], []]
    assert opened_desk.said_types().count("deadline_near") == opened_desk.said_types().count("deadline_missed") == 2


def test_the_event_goes_to_the_department_and_names_clock_and_instant(opened_desk):
    look(opened_desk, FIRST_NEAR)

    event = opened_desk.said()[-1]
    assert event["type"] == "hub311.routing.deadline_near.v1"
    assert event["data"] | {"assignment_id": ""} == {
        "number": NUMBER, "assignment_id": "", "department": "dot", "drill": False, "clock": "first_action",
        "due": "2026-11-17T22:00:00.000Z",
    }  # fmt: skip


def test_who_has_accepted_has_taken_the_first_action(opened_desk):
    assert look(accepted(opened_desk), FIRST_OVER) == []


def test_of_finished_work_nothing_is_said(opened_desk):
    opened_desk.move(steps.accept)
    opened_desk.move(steps.complete, {"code": "done", "text": "Filled."})

    assert look(opened_desk, OVER) == []


def test_work_that_was_given_to_somebody_else_keeps_its_promise_and_what_was_said(opened_desk):
    look(opened_desk, FIRST_OVER)
    opened_desk.change_hands(rerouting.reassign, "waste", "Their crew is near.")

    assert look(opened_desk, OVER) == [("completion", "missed")]
    assert len(promises(opened_desk)) == 1


def test_while_the_promise_rests_nothing_is_said_and_then_it_is_later(opened_desk):
    accepted(opened_desk)
    with opened_desk.store.transaction() as session:
        asked = heard("resident_asked", time="2026-11-17T15:00:00.000Z", until="2026-11-30T15:00:00.000Z")
        waiting.hold_for_residents(session, [asked])
    during = look(opened_desk, OVER + MOMENT)
    with opened_desk.store.transaction() as session:
        answered = heard("resident_answered", time="2026-11-23T15:00:00.000Z")
        waiting.go_on_for_residents(session, opened_desk.catalogue(session), [answered])

    # Tuesday to Monday are four business days: Thursday becomes Wednesday after, the day before Thanksgiving.
    assert during == []
    assert look(opened_desk, datetime(2026, 11, 25, 15, 12, tzinfo=UTC)) == [("completion", "near")]
    [pause] = promises(opened_desk)[0]["pauses"]
    assert (pause["reason"], pause["business_days"]) == ("resident_asked", 4)


@pytest.mark.parametrize("reason", ["weather", "third_party", "season", "waiting_for_resident"])
def test_a_department_may_let_the_promise_rest_for_a_reason_that_counts(opened_desk, reason):
    opened_desk.move(steps.accept)
    opened_desk.move(steps.hold, {"reason": "Frost", "reason_code": reason, "until": None})

    [promise] = promises(opened_desk)
    assert [one["state"] for one in promise["clocks"]][-1] == "paused"


def test_for_any_other_reason_the_clock_runs_on(opened_desk):
    accepted(opened_desk)
    opened_desk.move(steps.hold, {"reason": "Busy", "reason_code": "other", "until": None})

    assert look(opened_desk, OVER) == [("completion", "missed")]


def test_what_was_promised_stays_written_when_the_catalogue_changes(opened_desk):
    [before] = promises(opened_desk)
    with opened_desk.store.transaction() as session:
        pothole = opened_desk.catalogue(session).services["pothole"]
        entry = {name: value for name, value in pothole.items() if name != "version"} | {"promise_business_days": 30}
        store_entries(session, "service_type", {"pothole": entry})

    [after] = promises(opened_desk)
    assert after == before
    assert after["given"]["promise_business_days"] == 3


def test_a_department_with_hours_of_its_own_promises_by_them(desk):
    with desk.store.transaction() as session:
        dot = desk.catalogue(session).departments["dot"]
        own = {"closes": "15:30", "closures": [{"from": "2026-11-18", "to": "2026-11-18", "name": "Move of the depot"}]}
        entry = {name: value for name, value in dot.items() if name != "version"} | {"calendar": own}
        store_entries(session, "department", {"dot": entry})
    desk.kept = type(desk.kept)()

    desk.open(opened(), place=a_place("county"))

    assert clock.as_utc(desk.current().promised_by) == datetime(2026, 11, 20, 20, 30, tzinfo=UTC)


def test_another_department_does_not_see_the_promise(opened_desk):
    with pytest.raises(DecisionNotFound):
        promises(opened_desk, ["waste"])


def test_a_reopened_request_gets_a_promise_of_its_own(opened_desk):
    look(opened_desk, OVER)
    opened_desk.move(steps.accept)
    opened_desk.move(steps.complete, {"code": "done", "text": "Filled."})
    opened_desk.reopen(time="2026-11-23T15:00:00.000Z")

    assert [one["clocks"][-1]["state"] for one in promises(opened_desk)] == ["missed", "open"]


def test_deadlines_are_compared_with_the_databases_clock(steady_desk):
    with steady_desk.store.reading() as session:
        apart = abs(database_now(session) - clock.now())

    assert apart < timedelta(minutes=1)
