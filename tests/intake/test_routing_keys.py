"""Who subscribes to a department or a district hears everything about its requests."""

import pytest

from services.intake import changes, progress
from tests.intake.county import AGENT, heard


@pytest.fixture
def number(county):
    """A request that the department of transportation has, in council district 2."""
    number = county.number()
    assigned = heard("request_assigned", number, department="dot", promised_by=None, council_district="2")
    with county.db.transaction() as session:
        progress.follow(session, [assigned], progress.assigned)
    return number


def keys(county, *types):
    """The routing keys of what was said of these types."""
    return [row.routing_key for type in types for row in county.said(type)]


def test_of_a_new_request_neither_department_nor_district_is_known(county):
    county.number()

    assert keys(county, "request_opened") == ["request_opened.none.none"]


def test_another_status_is_said_to_department_and_district(county, number):
    assert keys(county, "request_status_changed") == ["request_status_changed.dot.2"]


def test_an_amendment_is_said_to_department_and_district(county, number):
    county.amend(number, description="Larger than yesterday")

    assert keys(county, "request_amended") == ["request_amended.dot.2"]


def test_a_withdrawal_and_a_reopening_are_said_to_department_and_district(county, number):
    with county.changing(number, AGENT, "request.withdraw") as (session, request):
        changes.withdraw(session, request, "It was filled.", "agent-1")
    with county.changing(number, AGENT, "request.reopen") as (session, request):
        changes.reopen(session, request, "It was not.", "agent-1")

    assert keys(county, "request_withdrawn", "request_closed", "request_reopened") == [
        "request_withdrawn.dot.2", "request_closed.dot.2", "request_reopened.dot.2",
    ]  # fmt: skip


def test_a_completion_is_said_to_department_and_district(county, number):
    with county.db.transaction() as session:
        done = heard("assignment_completed", number, 2, assignment_id="a-1", code="done")
        progress.follow(session, [done], progress.completed({}))

    assert keys(county, "request_closed") == ["request_closed.dot.2"]
