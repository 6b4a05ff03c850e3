"""Promises: business days in the county's calendar, closing time in the county's clock, instants in UTC."""

from datetime import UTC, datetime

import pytest

from services.routing.work.calendars import read_calendar
from services.routing.work.promises import promise
from tests.routing.sample import a_calendar, read


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        pytest.param("2026-11-16T10:00-05:00", 3, "2026-11-19T17:00-05:00", id="monday-morning"),
        pytest.param("2026-11-16T10:00-05:00", 0, "2026-11-16T17:00-05:00", id="the-same-day"),
        pytest.param("2026-11-16T17:00-05:00", 1, "2026-11-18T17:00-05:00", id="at-closing-time-it-is-tomorrow"),
        pytest.param("2026-11-16T03:00-05:00", 1, "2026-11-17T17:00-05:00", id="before-opening-it-is-today"),
        pytest.param("2026-11-14T12:00-05:00", 1, "2026-11-17T17:00-05:00", id="saturday-counts-as-monday"),
        pytest.param("2026-11-25T10:00-05:00", 1, "2026-11-30T17:00-05:00", id="thanksgiving-and-the-day-after"),
        pytest.param("2026-12-23T10:00-05:00", 1, "2026-12-28T17:00-05:00", id="the-countys-own-holiday-and-christmas"),
        pytest.param("2026-07-02T10:00-04:00", 1, "2026-07-06T17:00-04:00", id="a-holiday-observed-on-friday"),
        pytest.param("2026-10-30T10:00-04:00", 1, "2026-11-02T17:00-05:00", id="clocks-go-back-meanwhile"),
        pytest.param("2027-03-12T10:00-05:00", 1, "2027-03-15T17:00-04:00", id="clocks-go-forward-meanwhile"),
        pytest.param("2026-11-17T02:00+00:00", 1, "2026-11-18T17:00-05:00", id="evening-in-the-county-tomorrow-in-utc"),
    ],
)
def test_work_is_promised_by_closing_time_of_a_business_day(start, days, expected):
    deadline = a_calendar().deadline(at(start), days)

    assert deadline == at(expected)


def test_a_day_on_which_a_storm_closes_the_offices_does_not_count():
    entry = read("calendar") | {"closures": [{"from": "2026-11-17", "to": "2026-11-18", "name": "Snow storm"}]}

    deadline = read_calendar(entry, 2).deadline(at("2026-11-16T10:00-05:00"), 1)

    assert deadline == at("2026-11-19T17:00-05:00")


def test_a_promise_holds_first_action_completion_and_the_version_of_the_calendar():
    service = {"first_action_business_days": 1, "promise_business_days": 3}

    promised = promise(a_calendar(), service, at("2026-11-16T10:00-05:00"))

    assert promised.first_action_by == at("2026-11-17T17:00-05:00")
    assert promised.promised_by == at("2026-11-19T17:00-05:00")
    assert promised.calendar_version == 1


def test_a_type_without_a_turnaround_promises_nothing():
    promised = promise(a_calendar(), {"promise_business_days": None}, at("2026-11-16T10:00-05:00"))

    assert (promised.first_action_by, promised.promised_by) == (None, None)


def test_a_calendar_without_business_days_is_refused():
    nobody_works = read_calendar(read("calendar") | {"workdays": []}, 1)

    with pytest.raises(ValueError, match="no business day"):
        nobody_works.deadline(at("2026-11-16T10:00-05:00"), 1)
