"""What screens are told: as far as the policy goes, everything, and nobody's name."""

import json

import pytest
from sqlalchemy import func, select

from services.common import outbox
from services.common.envelope import Event
from services.common.outbox import OUTBOX
from services.common.settled import settled
from services.intake.policy import Standing
from services.intake.tier2 import asking
from services.intake.watching import changes
from services.intake.watching.audience import Ear, Said
from tests.intake.county import AGENT, EMPLOYEE, RESIDENT, STRANGER, SUPERVISOR
from tests.intake.steps import assign, withdraw

NUMBER = "482-913-0757"
CLOSED = Said(7, "request_closed", "dot", {"number": NUMBER, "code": "done", "drill": False})
NOBODYS = Said(8, "request_opened", None, {"number": NUMBER, "point": {"lat": 39.1, "long": -77.1}})
HANDOVER = Said(9, "handover_requested", "dot", {"handover": "h1", "kind": "consult"}, asked_by="agent-1")
OF_DOT = Standing.of_staff(EMPLOYEE, {"dot": "employee"})
OF_DHS = Standing.of_staff(STRANGER, {"dhs": "employee"})
FRONT = Standing.of_staff(AGENT, {})


def ear(standing, numbers=(), departments=()):
    return Ear(standing, frozenset(numbers), frozenset(departments))


@pytest.mark.parametrize(
    ("somebody", "said", "heard"),
    [
        pytest.param(ear(OF_DOT), CLOSED, "request_closed", id="the own queue, unasked"),
        pytest.param(ear(OF_DHS), CLOSED, None, id="another department's queue"),
        pytest.param(ear(OF_DHS, departments=["dot"]), CLOSED, None, id="asking for another's queue helps nothing"),
        pytest.param(ear(OF_DHS, [NUMBER]), CLOSED, "request_changed", id="a shown request that went elsewhere"),
        pytest.param(ear(FRONT), CLOSED, None, id="an agent is not told of the whole county"),
        pytest.param(ear(FRONT, [NUMBER]), CLOSED, "request_closed", id="an agent's shown request"),
        pytest.param(ear(FRONT, departments=["dot"]), CLOSED, "request_closed", id="an agent who follows a queue"),
        pytest.param(ear(OF_DOT), NOBODYS, None, id="what is nobody's yet"),
        pytest.param(ear(OF_DOT), HANDOVER, "handover_requested", id="a hand-over to the own department"),
        pytest.param(ear(FRONT), HANDOVER, "handover_requested", id="what one asked oneself"),
        pytest.param(ear(OF_DHS, departments=["dot"]), HANDOVER, None, id="another department's hand-over"),
        pytest.param(ear(Standing.of_staff(SUPERVISOR, {})), HANDOVER, None, id="a hand-over that is not offered"),
    ],
)
def test_a_screen_hears_as_far_as_the_policy_goes(somebody, said, heard):
    assert somebody.hears(said) == heard


def test_where_a_request_is_and_whatever_else_an_event_says_goes_to_no_screen():
    assert NOBODYS.shown == {"number": NUMBER, "department": None}


def listen(county, after, watcher):
    """What one screen is told of all that was said so far."""
    with county.db.reading() as session:
        until = settled(county.db, lambda: None)
        wish = {"numbers": [], "departments": []} | watcher
        return changes.since(session, after, until, [wish])


def test_a_department_s_screen_follows_a_request_from_its_decision_to_its_end(county):
    number = county.number(resident=RESIDENT)
    before = settled(county.db, lambda: None)
    assign(county, number)
    withdraw(county, number)

    told = listen(county, before, {"subject": EMPLOYEE.subject, "roles": []})

    assert [(item["event"], item["data"]["number"]) for item in told["items"]] == [
        ("request_status_changed", number), ("request_withdrawn", number), ("request_closed", number),
    ]  # fmt: skip
    assert told["next"] == settled(county.db, lambda: None)
    assert "Sample" not in json.dumps(told)


def test_who_is_no_member_any_more_hears_nothing_more(county):
    number = county.number()
    assign(county, number)

    told = listen(county, 0, {"subject": "removed-from-dot", "roles": []})

    assert told["items"] == []


def test_who_asked_hears_what_became_of_it(county):
    wish = {"kind": "consult", "department": "dot", "skill": None, "language": "en", "question": "Is it ours?",
            "fallback": None, "max_wait_seconds": 60}  # fmt: skip
    with county.db.transaction() as session:
        asking.ask(session, wish, None, AGENT.subject)

    told = listen(county, 0, {"subject": AGENT.subject, "roles": ["agent"]})

    assert [item["event"] for item in told["items"]] == ["handover_requested"]
    assert "question" not in told["items"][0]["data"]


@pytest.mark.parametrize(
    ("back", "found"),
    [
        pytest.param(None, (0, False), id="the first time: from now on"),
        pytest.param(2, (2, False), id="back after a moment"),
        pytest.param(-90, (0, True), id="an id that was never given"),
    ],
)
def test_a_screen_goes_on_where_it_was(county, back, found):
    say(county, 5)
    newest = settled(county.db, lambda: None)

    with county.db.reading() as session:
        after, reset = changes.begin(session, None if back is None else str(newest - back), newest)

    assert (newest - after, reset) == found


def test_who_missed_too_much_reads_everything_anew(county):
    with county.db.reading() as session:
        assert changes.begin(session, "7", 7 + changes.MOST_BEHIND + 1) == (7 + changes.MOST_BEHIND + 1, True)


def test_a_row_that_is_still_being_written_is_waited_for(county):
    if not county.db.on_postgresql:
        pytest.skip("SQLite has one writer: rows are seen in their order")
    early = county.db.transaction()
    session = early.__enter__()
    outbox.say(session, [Event("request_withdrawn", "early", {"number": "early"})])
    say(county, 1)
    looked = []

    def pause():
        looked.append(changes.since)
        if len(looked) == 2:
            early.__exit__(None, None, None)

    until = settled(county.db, pause)

    assert len(looked) >= 2
    with county.db.reading() as session:
        assert session.execute(select(func.max(OUTBOX.c.id))).scalar_one() == until


def test_who_writes_for_very_long_holds_nobody_for_ever(county):
    if not county.db.on_postgresql:
        pytest.skip("SQLite has one writer: rows are seen in their order")
    with county.db.transaction() as session:
        outbox.say(session, [Event("request_withdrawn", "early", {"number": "early"})])
        say(county, 1)

        assert settled(county.db, lambda: None) is None


def say(county, count):
    """So many events, one a transaction, each a row."""
    for place in range(count):
        with county.db.transaction() as session:
            outbox.say(session, [Event("request_withdrawn", f"n{place}", {"number": f"n{place}"})])
