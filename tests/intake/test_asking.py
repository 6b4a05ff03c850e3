"""Asking a resident: who can be asked, what comes of an answer, of silence, and what is said of each."""

import json
from datetime import timedelta

import pytest

from services.common import clock
from services.common.errors import InvalidInput, NotFound
from services.intake import changes, facts
from services.intake.asking import questions, showing
from services.intake.contract.refusals import (
    QuestionNotFound,
    QuestionOver,
    QuestionWaits,
    RequestClosed,
    RequestMerged,
    ResidentUnknown,
)
from services.intake.families import merging
from tests.intake.county import ANYBODY, EMPLOYEE, RESIDENT, STRANGER
from tests.intake.steps import assign, follow, withdraw

WHERE = {"questions": ["On the road or on your driveway?"], "days": 5}


def ask(county, number, caller=EMPLOYEE, **message):
    """Put questions to a resident and return their id."""
    with county.changing(number, caller, "resident.ask") as (session, request):
        return questions.ask(session, request, WHERE | message, caller.subject).id


def answer(county, number, id, *answers):
    """Answer as the resident."""
    with county.changing(number, ANYBODY, "resident.answer", county.pin(number)) as (session, request):
        row = questions.find(session, request, id)
        questions.answer(session, request, row, list(answers), "resident")


def expire(county, days=6):
    """Let some days pass."""
    with county.db.reading() as session:
        over = questions.expired(session, clock.now() + timedelta(days=days))
    for number, id in over:
        with county.db.transaction() as session:
            questions.expire(session, number, id)


def outcomes(county):
    """The outcomes that were said."""
    return [json.loads(event.body)["data"]["outcome"] for event in county.said("resident_answered")]


@pytest.fixture
def number(county):
    """A request that a department has."""
    number = county.number(resident=RESIDENT)
    assign(county, number)
    return number


def test_a_resident_is_asked_and_whoever_has_the_work_hears_how_long_it_waits(county, number):
    id = ask(county, number)

    [event] = county.said("resident_asked")
    said = json.loads(event.body)["data"]
    assert (said["question"], said["department"], said["notice"]) == (id, "dot", True)
    assert "driveway" not in event.body.decode()
    assert event.routing_key == "resident_asked.dot.none"


def test_the_message_to_the_resident_holds_the_question(county, number):
    ask(county, number)

    with county.db.reading() as session:
        [fact] = facts.for_notices(session, [number], county)

    assert fact["question"] == "On the road or on your driveway?"


def test_the_resident_answers_with_the_pin_and_the_department_reads_it(county, number):
    id = ask(county, number)

    answer(county, number, id, "On the road")

    [shown] = county.read(number, EMPLOYEE)["questions"]
    assert (shown["state"], shown["answers"], shown["by"]) == ("answered", ["On the road"], "employee-dot")
    assert outcomes(county) == ["answered"]
    assert county.row(number).asking is None


def test_without_an_answer_the_work_goes_on_once(county, number):
    ask(county, number)

    expire(county, days=4)
    assert outcomes(county) == []
    expire(county)
    expire(county)

    assert outcomes(county) == ["expired"]


def test_questions_of_a_request_that_was_closed_meanwhile_end_in_silence(county, number):
    ask(county, number)
    withdraw(county, number)
    closed = county.row(number)

    expire(county)

    assert outcomes(county) == []
    assert (county.row(number).updated_at, county.row(number).asking) == (closed.updated_at, None)


def test_an_answer_that_comes_late_is_kept(county, number):
    id = ask(county, number)
    expire(county)

    answer(county, number, id, "On the road")

    assert outcomes(county) == ["expired", "late"]
    assert county.read(number, EMPLOYEE)["questions"][0]["answers"] == ["On the road"]


def test_an_answer_and_the_end_of_the_time_at_the_same_moment_are_one(county, number):
    id = ask(county, number)
    with county.db.reading() as session:
        over = questions.expired(session, clock.now() + timedelta(days=6))
    answer(county, number, id, "On the road")

    with county.db.transaction() as session:
        questions.expire(session, *over[0])

    assert outcomes(county) == ["answered"]


def test_a_second_question_waits_for_the_first(county, number):
    ask(county, number)

    with pytest.raises(QuestionWaits):
        ask(county, number)


@pytest.mark.parametrize("resident", [None, RESIDENT | {"notify": "none"}], ids=["nobody", "who wants to hear nothing"])
def test_who_cannot_be_told_cannot_be_asked(county, resident):
    number = county.number(resident=resident)
    assign(county, number)

    with pytest.raises(ResidentUnknown):
        ask(county, number)


def test_another_department_does_not_ask(county, number):
    with pytest.raises(NotFound):
        ask(county, number, STRANGER)


@pytest.mark.parametrize("answers", [["a", "b"], [""], []], ids=["too many", "nothing said", "none"])
def test_answers_fit_their_questions(county, number, answers):
    id = ask(county, number)

    with pytest.raises(InvalidInput) as refused:
        answer(county, number, id, *answers)

    assert [error["pointer"] for error in refused.value.errors] == ["/answers"]
    assert outcomes(county) == []


def test_an_answered_question_is_not_answered_again(county, number):
    id = ask(county, number)
    answer(county, number, id, "On the road")

    with pytest.raises(QuestionOver):
        answer(county, number, id, "On the driveway")


def test_a_question_of_another_request_is_not_found(county, number):
    id = ask(county, number)

    with pytest.raises(QuestionNotFound):
        answer(county, county.number(), id, "x")


def test_a_closed_request_asks_nobody(county, number):
    withdraw(county, number)

    with pytest.raises(RequestClosed):
        ask(county, number)


def test_a_joined_request_asks_nobody(county, number):
    leader = county.number()
    assign(county, leader)
    with county.db.transaction() as session:
        found = {n: changes.find(session, n, lock=True) for n in sorted((number, leader))}
        merging.merge(session, found[number], found[leader], "agent-1")

    with pytest.raises(RequestMerged):
        ask(county, number)


def test_a_closed_request_takes_no_answer(county, number):
    id = ask(county, number)
    withdraw(county, number)

    with pytest.raises(RequestClosed):
        answer(county, number, id, "On the road")


def test_a_question_that_is_over_is_not_withdrawn(county, number):
    id = ask(county, number)
    answer(county, number, id, "On the road")

    with (
        county.changing(number, EMPLOYEE, "resident.ask") as (session, request),
        pytest.raises(QuestionOver),
    ):
        questions.withdraw(session, request, questions.find(session, request, id), "employee-dot")


def test_a_withdrawn_question_lets_the_work_go_on(county, number):
    id = ask(county, number)

    with county.changing(number, EMPLOYEE, "resident.ask") as (session, request):
        questions.withdraw(session, request, questions.find(session, request, id), "employee-dot")

    assert outcomes(county) == ["withdrawn"]


def test_work_that_rested_shows_its_later_promise(county, number):
    follow(county, "assignment_held", number, reason_code="resident_asked")

    follow(county, "assignment_resumed", number, promised_by="2026-12-02T22:00:00.000Z", accepted=False)

    row = county.row(number)
    assert (row.status, clock.instant_text(clock.as_utc(row.promised_by))) == ("assigned", "2026-12-02T22:00:00.000Z")


def test_questions_of_requests_that_have_none_cost_no_query(county):
    with county.db.reading() as session:
        assert showing.texts(session, []) == {}
