"""What residents say of the work, and how long they may open it again."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.common.errors import Forbidden
from services.intake import changes, policy
from services.intake.asking import feedback
from services.intake.contract.refusals import FeedbackGiven, FeedbackTooEarly, FeedbackTooLate, ReopenTooLate
from services.intake.families import life
from services.intake.models import ServiceRequest
from tests.intake.county import MANAGER, RESIDENT, STRANGER, SUPERVISOR
from tests.intake.steps import assign, follow

GOOD = {"score": 4, "solved": True, "comment": "Rosa says thank you"}
WANTED = {"department": None, "most": 5, "limit": 50, "cursor": None}


@pytest.fixture
def closed(county):
    """A request that was done."""
    number = county.number(resident=RESIDENT)
    assign(county, number)
    follow(county, "assignment_completed", number)
    return number


def give(county, number, **message):
    """Say how it went."""
    with county.db.transaction() as session:
        feedback.give(session, changes.find(session, number, lock=True), GOOD | message)


def listed(county, caller, **wanted):
    """What somebody reads of it."""
    with county.db.reading() as session:
        return feedback.find(session, WANTED | wanted, policy.standing(session, caller))


def grow_old(county, number, days):
    """Have a request been closed some days ago."""
    then = clock.now() - timedelta(days=days)
    with county.db.transaction() as session:
        session.execute(update(ServiceRequest).where(ServiceRequest.number == number).values(updated_at=then))


def test_the_event_of_a_feedback_carries_its_score_and_no_words(county, closed):
    give(county, closed)

    [event] = county.said("feedback_received")
    assert json.loads(event.body)["data"] == {
        "number": closed, "score": 4, "solved": True, "department": "dot", "service_code": "pothole", "drill": False
    }  # fmt: skip
    assert b"Rosa" not in event.body


def test_a_closing_is_judged_once_and_the_next_one_anew(county, closed):
    give(county, closed)
    with pytest.raises(FeedbackGiven):
        give(county, closed)
    with county.db.transaction() as session:
        changes.reopen(session, changes.find(session, closed, lock=True), "not done", "resident")
    with pytest.raises(FeedbackTooEarly):
        give(county, closed)
    follow(county, "request_assigned", closed)
    follow(county, "assignment_completed", closed)

    give(county, closed, score=1)

    assert [item["score"] for item in listed(county, SUPERVISOR)["items"]] == [1, 4]


def test_after_sixty_days_it_is_too_late(county, closed):
    grow_old(county, closed, 61)

    with pytest.raises(FeedbackTooLate):
        give(county, closed)


def test_a_manager_reads_what_was_said_of_the_own_department(county, closed):
    give(county, closed)

    assert len(listed(county, MANAGER)["items"]) == 1
    with pytest.raises(Forbidden):
        listed(county, MANAGER, department="dhs")
    with pytest.raises(Forbidden):
        listed(county, STRANGER)


def test_bad_scores_are_found_in_pages(county):
    for score in (1, 5, 2):
        number = county.number(resident=RESIDENT)
        assign(county, number)
        follow(county, "assignment_completed", number)
        give(county, number, score=score)

    first = listed(county, SUPERVISOR, most=2, limit=1)
    second = listed(county, SUPERVISOR, most=2, limit=1, cursor=first["next"])

    assert [page["items"][0]["score"] for page in (first, second)] == [2, 1]
    assert second["next"] is None


def test_a_resident_reopens_within_two_weeks(county, closed):
    grow_old(county, closed, 13)
    life.check_window(county.row(closed))
    grow_old(county, closed, 15)

    with pytest.raises(ReopenTooLate):
        life.check_window(county.row(closed))
