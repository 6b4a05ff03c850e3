"""What residents and staff change on a request: each step appended, told to others, done once."""

import json
from contextlib import suppress

import pytest
from sqlalchemy import func, select

from services.common.errors import Forbidden, InvalidInput, Unauthenticated, VersionConflict
from services.intake import changes
from services.intake.contract.refusals import RequestClosed, RequestNotClosed, RequestNotFound, UnderHold
from services.intake.models import Resident
from tests.intake.county import AGENT, ANYBODY, EMPLOYEE, RESIDENT, STRANGER
from tests.intake.steps import assign, hold, withdraw


def reopen(county, number, reason="It was not done", caller=AGENT):
    """Open a request again."""
    with county.changing(number, caller, "request.reopen") as (session, request):
        changes.reopen(session, request, reason, caller.subject)


def residents(county):
    """The names of all residents that are stored."""
    with county.db.reading() as session:
        return list(session.execute(select(Resident.name)).scalars())


def test_an_amendment_changes_what_was_said_and_appends_a_step(county):
    number = county.number()

    county.amend(number, description="It is deeper now", answers={"depth": 9})

    row = county.row(number)
    assert (row.description, row.answers, row.version) == ("It is deeper now", {"depth": 9}, 2)
    assert county.history(number) == [("open", None), ("open", "amended")]


def test_the_event_of_an_amendment_names_members_and_no_words(county):
    number = county.number()

    county.amend(number, description="Jane Roe fell", location={"text": "at Jane Roe's"})

    [event] = county.said("request_amended")
    assert json.loads(event.body)["data"]["changed"] == ["description", "location"]
    assert b"Jane" not in event.body


def test_an_amendment_of_a_version_that_was_overtaken_is_refused(county):
    number = county.number()
    county.amend(number, description="first")

    with pytest.raises(VersionConflict):
        county.amend(number, version=1, description="second")

    assert county.row(number).description == "first"


def test_answers_of_an_amendment_are_held_against_the_service_type(county):
    number = county.number()

    with pytest.raises(InvalidInput):
        county.amend(number, answers={"lane": "middle"})


def test_another_service_type_is_held_against_the_answers_that_are_there(county):
    number = county.number(answers={"lane": "right"})

    with pytest.raises(InvalidInput):
        county.amend(number, service_code="bulk-pickup")


def test_a_place_that_the_service_needs_cannot_be_taken_away(county):
    number = county.number()

    with pytest.raises(InvalidInput) as refused:
        county.amend(number, location=None)

    assert [e["pointer"] for e in refused.value.errors] == ["/location"]


def test_a_request_cannot_become_what_another_agency_does(county):
    number = county.number()

    with pytest.raises(InvalidInput) as refused:
        county.amend(number, service_code="passport")

    assert [e["pointer"] for e in refused.value.errors] == ["/service_code"]


def test_a_new_resident_takes_the_place_of_the_old_one(county):
    number = county.number(resident=RESIDENT)

    county.amend(number, resident={"name": "New Name"})

    assert residents(county) == ["New Name"]


def test_who_was_anonymous_stays_so(county):
    number = county.number(anonymous=True)

    with pytest.raises(InvalidInput) as refused:
        county.amend(number, resident=RESIDENT)

    assert [e["pointer"] for e in refused.value.errors] == ["/resident"]
    assert residents(county) == []


def test_a_resident_amends_with_the_pin(county):
    number = county.number()

    county.amend(number, ANYBODY, county.pin(number), description="by the resident")

    assert county.row(number).description == "by the resident"


@pytest.mark.parametrize(
    ("caller", "refusal"),
    [(ANYBODY, Unauthenticated), (EMPLOYEE, Forbidden), (STRANGER, Forbidden)],
    ids=["anybody", "an employee of no department yet", "a stranger"],
)
def test_a_request_is_not_amended_by(county, caller, refusal):
    number = county.number()

    with pytest.raises(refusal):
        county.amend(number, caller, description="mine now")

    assert county.row(number).description == ""


def test_a_request_that_is_not_there_is_not_found(county):
    with pytest.raises(RequestNotFound):
        county.amend(county.numbers.take(1)[0], version=1, description="x")


def test_a_withdrawn_request_is_closed_and_departments_hear_that_they_may_stop(county):
    number = county.number(resident=RESIDENT)
    assign(county, number)

    withdraw(county, number)

    row = county.row(number)
    assert (row.status, row.close_code, row.close_text) == ("closed", "withdrawn", "no longer needed")
    assert [e.type for e in county.said()][-2:] == ["request_withdrawn", "request_closed"]
    assert county.said("request_withdrawn")[0].routing_key == "request_withdrawn.dot.none"


@pytest.mark.parametrize("change", ["amend", "withdraw"])
def test_a_closed_request_is_not_changed(county, change):
    number = county.number()
    withdraw(county, number)

    with pytest.raises(RequestClosed):
        county.amend(number, description="x") if change == "amend" else withdraw(county, number)

    assert len(county.history(number)) == 2


def test_a_closed_request_that_is_opened_again_goes_to_who_had_it(county):
    number = county.number(resident=RESIDENT)
    assign(county, number)
    withdraw(county, number)

    reopen(county, number)

    row = county.row(number)
    assert (row.status, row.close_code, row.close_text, row.department) == ("open", None, None, "dot")
    assert county.history(number)[-1] == ("open", "reopened")
    assert json.loads(county.said("request_reopened")[0].body)["data"]["department"] == "dot"


def test_an_open_request_cannot_be_opened_again(county):
    number = county.number()

    with pytest.raises(RequestNotClosed):
        reopen(county, number)


def test_events_of_a_request_are_numbered_without_holes(county):
    number = county.number()
    county.amend(number, description="x")
    withdraw(county, number)

    reopen(county, number)

    assert [e.sequence for e in county.said() if e.subject == number] == [1, 2, 3, 4, 5]


def test_history_is_appended_and_never_edited(county):
    number = county.number()
    before = county.history(number)
    assign(county, number)

    withdraw(county, number)

    assert county.history(number)[: len(before)] == before
    assert [status for status, _ in county.history(number)] == ["open", "assigned", "closed"]


def test_a_drill_tells_no_resident(county):
    number = county.number(resident=RESIDENT, drill=True)

    withdraw(county, number)

    assert json.loads(county.said("request_closed")[0].body)["data"]["notice"] is False


def test_nothing_is_left_of_a_change_that_fails(county):
    number = county.number(resident=RESIDENT)

    with suppress(ZeroDivisionError), county.changing(number) as (session, request):
        changes.withdraw(session, request, "x", "agent-1")
        raise ZeroDivisionError

    assert county.row(number).status == "open"
    assert county.said("request_closed") == []
    with county.db.reading() as session:
        assert session.execute(select(func.count()).select_from(Resident)).scalar_one() == 1


def test_words_that_a_court_may_want_are_not_replaced(county):
    number = county.number(description="The driver waved")
    hold(county, number)

    with pytest.raises(UnderHold, match=number):
        county.amend(number, description="Nobody was there")

    assert county.row(number).description == "The driver waved"
