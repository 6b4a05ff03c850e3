"""Opening hours."""

from datetime import datetime

import pytest

from services.kb.hours import describe_hours, read_hours
from tests.kb.sample import FRIDAY_NOON, SUNDAY_NIGHT, WEEKDAYS, ZONE

OFFICE = read_hours({"open": WEEKDAYS, "text": "Mo-Fr", "closed": ["2026-11-26"]}, ZONE)
SHELTER = read_hours({"open": [[day, "19:00", "07:00"] for day in range(7)]}, ZONE)
ALWAYS = read_hours({"open": [[day, "00:00", "24:00"] for day in range(7)]}, ZONE)


def local(day, clock):
    return datetime.fromisoformat(f"2026-{day}T{clock}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        pytest.param(OFFICE, FRIDAY_NOON, True, id="office at noon on a working day"),
        pytest.param(OFFICE, local("11-20", "08:30"), True, id="the first minute belongs to it"),
        pytest.param(OFFICE, local("11-20", "17:00"), False, id="the closing minute does not"),
        pytest.param(OFFICE, SUNDAY_NIGHT, False, id="office on Sunday"),
        pytest.param(OFFICE, local("11-26", "12:00"), False, id="a day named as closed"),
        pytest.param(SHELTER, local("11-20", "02:00"), True, id="past midnight of yesterday's span"),
        pytest.param(SHELTER, local("11-20", "12:00"), False, id="shelter at noon"),
        pytest.param(ALWAYS, SUNDAY_NIGHT, True, id="round the clock"),
        pytest.param(read_hours(None, ZONE), FRIDAY_NOON, None, id="no hours known"),
    ],
)
def test_open_or_shut_at_a_moment(hours, moment, is_open):
    assert hours.open_at(moment) is is_open


def test_an_open_office_tells_when_it_closes():
    said = describe_hours(OFFICE, FRIDAY_NOON)

    assert said == {
        "open": True,
        "closes_at": local("11-20", "17:00"),
        "opens_at": None,
        "hours_text": "Mo-Fr",
    }


def test_a_shut_office_tells_when_it_opens_next():
    said = describe_hours(OFFICE, SUNDAY_NIGHT)

    assert said["opens_at"] == local("11-23", "08:30")


def test_a_closed_day_is_not_the_next_opening():
    assert OFFICE.opens_next(local("11-25", "18:00")) == local("11-27", "08:30")


def test_what_is_always_open_has_no_closing_time():
    assert ALWAYS.closes_at(FRIDAY_NOON) is None


def test_a_night_shelter_closes_in_the_morning():
    assert SHELTER.closes_at(local("11-20", "23:00")) == local("11-21", "07:00")


def test_hours_follow_the_clock_on_the_wall_when_summer_time_ends():
    before, after = local("10-30", "09:00"), local("11-02", "09:00")

    assert (OFFICE.open_at(before), OFFICE.open_at(after)) == (True, True)
    assert before.utcoffset() != after.utcoffset()
