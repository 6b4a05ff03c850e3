"""Triage: somebody takes a request on, and supervisors hear when nobody has decided in time."""

from datetime import UTC, datetime, timedelta

import pytest

from services.common import clock
from services.routing.contract.refusals import NotInTriage
from services.routing.models import TriageItem
from services.routing.work import rerouting, triage
from services.routing.work.places import NOWHERE
from services.routing.work.rerouting import Desk
from tests.routing.desk import NUMBER, opened
from tests.routing.sample import a_calendar

MONTH = timedelta(days=30)
WANTED = {"limit": 50, "cursor": None, "owner": None, "overdue": False}


@pytest.fixture
def waiting_desk(desk):
    """A request for which nobody was found."""
    desk.open(opened(service="something-else"), place=NOWHERE)
    return desk


def claim(desk, owner, number=NUMBER):
    with desk.store.transaction() as session:
        return triage.claim_triage(session, number, owner)


def look(desk, now):
    """Say of whom nobody has decided in time; returns for how many."""
    with desk.store.transaction() as session:
        return triage.say_overdue(session, triage.overdue(session, now), now)


def listed(desk, **wanted):
    with desk.store.reading() as session:
        return triage.list_triage(session, WANTED | wanted)["items"]


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-11-16T15:00Z", "2026-11-16T16:00Z", id="within-the-day"),
        pytest.param("2026-11-16T21:30Z", "2026-11-17T13:30Z", id="over-night"),
        pytest.param("2026-11-21T15:00Z", "2026-11-23T14:00Z", id="over-the-weekend"),
    ],
)
def test_an_hour_is_one_of_business_time(start, due):
    found = a_calendar().within(datetime.fromisoformat(start), timedelta(hours=1))

    assert found == datetime.fromisoformat(due).astimezone(UTC)


def test_who_takes_a_request_on_owns_it_until_somebody_else_does(waiting_desk):
    claim(waiting_desk, "supervisor-1")
    claim(waiting_desk, "supervisor-2")

    assert [item["owner"] for item in listed(waiting_desk, owner="supervisor-2")] == ["supervisor-2"]
    assert listed(waiting_desk, owner="supervisor-1") == []


def test_that_nobody_has_decided_is_said_once(waiting_desk):
    now = clock.now()

    assert [look(waiting_desk, at) for at in (now, now + MONTH, now + MONTH)] == [0, 1, 0]
    event = waiting_desk.said()[-1]
    assert (event["type"], event["data"]["claimed"]) == ("hub311.routing.triage_overdue.v1", False)
    assert [item["number"] for item in listed(waiting_desk, overdue=True)] == [NUMBER]


def test_of_what_was_decided_nothing_is_said(waiting_desk):
    with waiting_desk.store.transaction() as session:
        desk = Desk(session, waiting_desk.catalogue(session), "supervisor-1")
        rerouting.assign_triage(desk, rerouting.cases.lock_case(session, NUMBER), "dot", "Theirs.")

    assert look(waiting_desk, clock.now() + MONTH) == 0
    with pytest.raises(NotInTriage):
        claim(waiting_desk, "supervisor-1")


def test_what_comes_back_into_triage_has_a_time_of_its_own(waiting_desk):
    look(waiting_desk, clock.now() + MONTH)
    claim(waiting_desk, "supervisor-1")
    with waiting_desk.store.transaction() as session:
        desk = Desk(session, waiting_desk.catalogue(session), "supervisor-1")
        rerouting.assign_triage(desk, rerouting.cases.lock_case(session, NUMBER), "dot", "Theirs.")

    waiting_desk.change_hands(rerouting.return_assignment, {"reason": "Not ours.", "reason_code": "not_ours"})

    with waiting_desk.store.reading() as session:
        item = session.get_one(TriageItem, NUMBER)
    assert (item.waiting, item.owner, item.overdue_at) == (True, None, None)
    assert look(waiting_desk, clock.now() + MONTH) == 1
