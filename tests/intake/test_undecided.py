"""Requests with a number and no department: counted while routing has not spoken, and no longer."""

from datetime import timedelta

import pytest

from services.common import clock
from services.intake import undecided
from tests.intake.steps import assign, follow, reopen, withdraw


def waiting(county, later=timedelta(0)):
    """How many wait, and the age of the oldest in whole minutes."""
    with county.db.reading() as session:
        number, seconds = undecided.count(session, clock.now() + later)
    return number, int(seconds // 60)


def test_a_request_waits_until_routing_has_spoken(county):
    first, second = county.number(), county.number()

    assign(county, first)

    assert waiting(county, timedelta(minutes=14, seconds=30)) == (1, 14)
    assert county.row(second).department is None


@pytest.mark.parametrize("step", ["request_assigned", "request_referred", "request_triaged"])
def test_every_answer_of_routing_ends_the_wait(county, step):
    number = county.number()

    follow(county, step, number)

    assert waiting(county) == (0, 0)


def test_a_reopened_request_waits_since_it_was_reopened(county):
    number = county.number()
    withdraw(county, number)

    reopen(county, number)

    assert waiting(county, timedelta(minutes=3, seconds=30)) == (1, 3)


def test_a_withdrawn_request_waits_for_nobody(county):
    withdraw(county, county.number())

    assert waiting(county) == (0, 0)


def test_a_drill_waits_in_no_figure(county):
    county.number(drill=True)

    assert waiting(county) == (0, 0)
