"""What routing decides becomes what residents see: each step, in any order, twice, and many at once."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.common import clock
from services.intake import progress
from tests.intake.county import RESIDENT, heard
from tests.intake.steps import DATA, FOLLOW, assign, follow, reopen, reopening_of, withdraw

STATUS_AFTER = {
    "request_assigned": "assigned",
    "request_referred": "referred",
    "request_triaged": "open",
    "assignment_accepted": "in_progress",
    "assignment_returned": "open",
    "assignment_held": "on_hold",
    "assignment_resumed": "in_progress",
    "assignment_completed": "closed",
}
TOLD = {
    "request_assigned": "request_status_changed",
    "request_referred": "request_status_changed",
    "request_triaged": None,
    "assignment_accepted": "request_status_changed",
    "assignment_returned": None,
    "assignment_held": "request_status_changed",
    "assignment_resumed": "request_status_changed",
    "assignment_completed": "request_closed",
}


@pytest.mark.parametrize("type", FOLLOW)
def test_a_step_becomes_the_status_that_the_resident_sees(county, type):
    number = county.number(resident=RESIDENT)

    follow(county, type, number)

    assert county.row(number).status == STATUS_AFTER[type]
    assert [e.type for e in county.said() if e.type != "request_opened"] == [t for t in [TOLD[type]] if t]
    assert len(county.history(number)) == 2


@pytest.mark.parametrize(("first", "second"), list(itertools.product(FOLLOW, FOLLOW)), ids=str)
def test_two_steps_in_any_order_end_where_the_second_leads_unless_closed(county, first, second):
    number = county.number()

    follow(county, first, number)
    follow(county, second, number)

    last = first if first == "assignment_completed" else second
    assert county.row(number).status == STATUS_AFTER[last]


def test_an_assignment_is_written_down_with_place_and_promise(county):
    number = county.number()

    assign(county, number)

    row = county.row(number)
    assert (row.department, row.area, row.zip, row.districts) == ("dot", "Ashmere", "20999", {"council": "3"})
    assert clock.as_utc(row.promised_by) == datetime(2026, 11, 27, 22, tzinfo=UTC)


def test_a_referral_takes_the_promise_away_and_names_whom_to_call(county):
    number = county.number()
    assign(county, number)

    follow(county, "request_referred", number)

    row = county.row(number)
    assert (row.department, row.promised_by) == (None, None)
    assert row.referral == DATA["request_referred"]["referral"]


def test_a_completed_request_tells_the_resident_what_was_done(county):
    number = county.number()
    assign(county, number)

    follow(county, "assignment_completed", number)

    row = county.row(number)
    assert (row.status, row.close_code, row.close_text) == ("closed", "done", "The hole is filled.")
    assert b"hole" not in county.said("request_closed")[0].body


def test_what_comes_after_the_end_changes_nothing(county):
    number = county.number()
    withdraw(county, number)
    steps = county.history(number)

    assign(county, number)

    assert county.row(number).status == "closed"
    assert county.history(number) == steps


@pytest.mark.parametrize("late", [type for type in FOLLOW if type.startswith("assignment_")])
def test_what_was_said_before_a_reopening_was_heard_changes_nothing(county, late):
    number = county.number()
    assign(county, number)
    withdraw(county, number)
    reopen(county, number)

    follow(county, late, number)

    assert county.row(number).status == "open"


def test_after_the_answer_to_a_reopening_every_step_counts_again(county):
    number = county.number()
    follow(county, "assignment_completed", number)
    reopen(county, number)

    assign(county, number)
    follow(county, "assignment_completed", number)

    assert [status for status, _ in county.history(number)] == ["open", "closed", "open", "assigned", "closed"]


def test_the_answer_to_an_older_reopening_is_not_that_to_the_last(county):
    number = county.number()
    withdraw(county, number)
    reopen(county, number)
    older = reopening_of(county, number)
    withdraw(county, number)
    reopen(county, number)

    answer = replace(heard("request_assigned", number, **DATA["request_assigned"]), causationid=older)
    with county.db.transaction() as session:
        progress.follow(session, [answer], progress.assigned)

    assert county.row(number).status == "open"


def test_an_event_about_a_request_that_is_not_ours_is_passed_over(county):
    follow(county, "request_assigned", "000-000-0000")

    assert county.said() == []


def test_fifty_requests_follow_in_one_go(county):
    numbers = [county.number() for _ in range(50)]

    assign(county, *numbers)

    assert {county.row(number).status for number in numbers} == {"assigned"}
    assert len(county.said("request_status_changed")) == 50


def test_what_is_told_names_the_event_that_led_to_it(county):
    number = county.number(resident=RESIDENT)
    assign(county, number)

    [event] = county.said("request_status_changed")
    message = json.loads(event.body)
    assert message["causationid"]
    assert message["data"]["previous"] == "open"
    assert message["data"]["notice"] is True
    assert event.routing_key == "request_status_changed.dot.none"


def test_each_step_makes_a_new_version(county):
    number = county.number()

    for type in ("request_assigned", "assignment_accepted", "assignment_held", "assignment_resumed"):
        follow(county, type, number)

    assert county.row(number).version == 5
