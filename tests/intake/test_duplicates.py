"""What looks like the same thing: where, since when, and who is told of it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.intake import changes, openings
from services.intake.families import likely, showing
from services.intake.models import ServiceRequest
from tests.intake.county import AGENT, ANYBODY
from tests.intake.steps import withdraw

HERE = {"lat": 39.08, "long": -77.15}
NEAR = {"lat": 39.0807, "long": -77.15}  # 78 m to the north
FAR = {"lat": 39.0812, "long": -77.15}  # 133 m


def opened(county, location, caller=ANYBODY, **message):
    """Open a request at a place."""
    return county.open(caller, location=location, **message)


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        (HERE, HERE, True),
        (HERE, NEAR, True),
        (HERE, FAR, False),
        ({"address": "7300 Carroll Ave"}, {"address": "7300 carroll avenue, Riverton, MD 21301"}, True),
        ({"address": "12 North Main Street"}, {"address": "12 N. Main St., Apt 4"}, True),
        ({"address": "Carroll Ave & Ferry Rd"}, {"address": "Carroll Avenue at Ferry Road"}, True),
        ({"address": "7300 Carroll Ave"}, {"address": "7302 Carroll Ave"}, False),
        (HERE | {"address": "7300 Carroll Ave"}, {"address": "7300 Carroll Avenue"}, True),
        ({"address": "7300 Carroll Ave"}, HERE | {"address": "7300 Carroll Avenue"}, True),
        (HERE | {"address": "7300 Carroll Ave"}, FAR | {"address": "7300 Carroll Ave"}, False),
        ({"text": "at the library"}, {"text": "at the library"}, False),
    ],
    ids=[
        "the same point",
        "78 m",
        "133 m",
        "long and short",
        "a flat",
        "a corner",
        "the next house",
        "an address of a point",
        "a point of an address",
        "one address, far apart",
        "words alone",
    ],
)
def test_a_place_is_the_same_when_it_is_near_or_written_otherwise(county, first, second, is_same):
    number = opened(county, first)["number"]

    assert opened(county, second)["duplicates"] == ([number] if is_same else [])


@pytest.mark.parametrize("across", [0.0, 0.0005, 0.001, 0.0015, 0.002])
def test_the_border_of_a_cell_parts_nobody(county, across):
    number = opened(county, {"lat": 39.08, "long": -77.15 + across})["number"]

    found = opened(county, {"lat": 39.08, "long": -77.15 + across + 0.001})["duplicates"]

    assert number in found


def test_the_nearest_comes_first_and_at_most_five(county):
    numbers = [opened(county, {"lat": 39.08 + step * 0.0001, "long": -77.15})["number"] for step in range(7)]

    assert opened(county, HERE)["duplicates"] == numbers[:5]


def test_those_that_are_opened_at_the_same_moment_see_each_other(county):
    group = [county.opening(location=HERE), county.opening(location=NEAR), county.opening(location=FAR)]

    first, second, third = openings.open_group(county.db, group)

    assert (first["duplicates"], second["duplicates"]) == ([], [first["number"]])
    assert third["duplicates"] == [second["number"]]


@pytest.mark.parametrize("message", [{"service_code": "bulk-pickup", "answers": {"what": "sofa"}}, {"drill": True}])
def test_another_type_or_a_drill_is_not_the_same(county, message):
    opened(county, HERE)

    assert opened(county, HERE, **message)["duplicates"] == []


def test_what_is_closed_or_long_ago_is_not_the_same(county):
    closed, old = (opened(county, HERE)["number"] for _ in range(2))
    withdraw(county, closed)
    then = clock.now() - timedelta(days=90)
    with county.db.transaction() as session:
        session.execute(update(ServiceRequest).where(ServiceRequest.number == old).values(requested_at=then))

    assert opened(county, HERE)["duplicates"] == []


def test_what_is_private_is_named_to_staff_alone(county):
    shot = {"service_code": "flu-shot", "resident": {"name": "Sample Resident"}}
    number = opened(county, HERE, **shot)["number"]

    by_anybody, by_agent = opened(county, HERE, **shot)["duplicates"], opened(county, HERE, AGENT, **shot)["duplicates"]

    assert by_anybody == []
    assert number in by_agent


def test_a_repeated_key_is_answered_with_the_same_duplicates(county):
    number = opened(county, HERE)["number"]

    first, second = (opened(county, HERE, idempotency_key="call-1") for _ in range(2))

    assert first["duplicates"] == second["duplicates"] == [number]


def test_a_corrected_place_is_looked_at(county):
    moved = opened(county, FAR)["number"]

    county.amend(moved, location=HERE)

    assert opened(county, HERE)["duplicates"] == [moved]


def test_the_preview_shows_enough_to_decide_and_no_telephone_number(county):
    number = opened(county, HERE, description="Deep hole, call 240-555-0147")["number"]
    wanted = likely.spot("pothole", NEAR)

    with county.db.reading() as session:
        [shown] = showing.at(session, wanted, for_staff=False)
        [to_staff] = showing.at(session, wanted, for_staff=True)

    assert (shown["number"], shown["status"], shown["metres"], shown["others"]) == (number, "open", 78, 0)
    assert "240-555" not in shown["description"]
    assert "240-555" in to_staff["description"]


def test_a_request_is_not_its_own_duplicate(county):
    one, other = (opened(county, HERE)["number"] for _ in range(2))

    with county.db.reading() as session:
        found = showing.of(session, changes.find(session, one))

    assert [item["number"] for item in found] == [other]
