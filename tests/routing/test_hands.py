"""Whose hands the work is in: claimed, released, assigned, passed on when somebody is away or has left."""

from datetime import timedelta

import pytest

from services.common import clock
from services.common.errors import InvalidInput
from services.routing.catalogue.absences import set_absence
from services.routing.catalogue.members import set_member
from services.routing.contract.refusals import (
    AlreadyClaimed,
    AssignmentCompleted,
    MemberNotFound,
    NoMember,
    NotClaimed,
    UnitUnknown,
)
from services.routing.work import hands, steps
from services.routing.work.assignments import last_of, lock_assignment, read_assignment
from tests.routing.desk import NUMBER, opened

ME, OTHER = "employee-dot", "manager-dot"
DONE = {"code": "done", "text": "The pothole is filled."}


@pytest.fixture
def opened_desk(desk):
    """A desk with one assignment of dot."""
    desk.open(opened())
    return desk


def act(desk, what, *more, number=NUMBER, by=ME):
    """Do something with the newest assignment of a request, as a person."""
    with desk.store.transaction() as session:
        case, row = lock_assignment(session, last_of(session, number).id)
        what(session, case, row, by, *more)


def assign(desk, number=NUMBER, **wish):
    """Management says who has it."""
    with desk.store.transaction() as session:
        held = lock_assignment(session, last_of(session, number).id)
        hands.assign(session, desk.catalogue(session), held, "manager-dot", {"reason": None} | wish)


def name(desk, subject, tier="employee"):
    with desk.store.transaction() as session:
        set_member(session, {"department": "dot", "subject": subject, "tier": tier}, "manager-dot")


def be_away(desk, subject, stand_in, begins=timedelta(hours=-1), ends=timedelta(days=14)):
    now = clock.now()
    wish = {"department": "dot", "subject": subject, "stand_in": stand_in}
    with desk.store.transaction() as session:
        set_absence(session, wish | {"away_from": now + begins, "away_until": now + ends})


def pass_on(desk):
    """Do what the clock does."""
    with desk.store.transaction() as session:
        return [hands.pass_on(session, *one, "routing") for one in hands.to_pass_on(session)]


def test_who_claims_new_work_has_accepted_it(opened_desk):
    act(opened_desk, hands.claim)

    current = opened_desk.current()
    assert (current.status, current.assignee) == ("accepted", ME)
    assert opened_desk.said_types() == ["request_assigned", "assignment_accepted", "assignee_changed"]


def test_who_has_the_work_is_said_without_a_word(opened_desk):
    act(opened_desk, hands.claim)

    said = opened_desk.said()[-1]["data"]
    assert (said["assignee"], said["unit"], said["department"]) == (ME, "roads", "dot")


def test_claiming_twice_changes_nothing(opened_desk):
    act(opened_desk, hands.claim)
    act(opened_desk, hands.claim)

    assert opened_desk.said_types().count("assignee_changed") == 1


def test_what_somebody_has_nobody_else_can_claim(opened_desk):
    act(opened_desk, hands.claim)

    with pytest.raises(AlreadyClaimed):
        act(opened_desk, hands.claim, by=OTHER)


def test_what_is_released_is_on_the_list_again(opened_desk):
    act(opened_desk, hands.claim)
    act(opened_desk, hands.release)

    assert opened_desk.current().assignee is None
    act(opened_desk, hands.claim, by=OTHER)
    assert opened_desk.current().assignee == OTHER


def test_only_who_has_the_work_can_release_it(opened_desk):
    act(opened_desk, hands.claim)

    with pytest.raises(NotClaimed):
        act(opened_desk, hands.release, by=OTHER)


def test_finished_work_is_in_nobodys_hands_any_more(opened_desk):
    act(opened_desk, hands.claim)
    act(opened_desk, steps.complete, DONE)

    with pytest.raises(AssignmentCompleted):
        act(opened_desk, hands.claim, by=OTHER)


def test_the_history_shows_through_whose_hands_it_went(opened_desk):
    act(opened_desk, hands.claim)
    assign(opened_desk, assignee=OTHER, reason="Knows the road")

    with opened_desk.store.reading() as session:
        history = read_assignment(session, last_of(session, NUMBER))["history"]
    went = [(step["step"], step["by"], step["assignee"], step["text"]) for step in history[2:]]
    assert went == [("claimed", ME, ME, None), ("given", "manager-dot", OTHER, "Knows the road")]


def test_work_goes_to_a_unit_and_what_is_not_given_stays(opened_desk):
    act(opened_desk, hands.claim)
    assign(opened_desk, unit="trees")

    current = opened_desk.current()
    assert (current.unit, current.assignee) == ("trees", ME)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        pytest.param({"assignee": "employee-waste"}, NoMember, id="somebody-of-another-department"),
        pytest.param({"unit": "submarines"}, UnitUnknown, id="a-unit-that-is-none"),
    ],
)
def test_work_goes_to_the_departments_own_people_and_units_only(opened_desk, wish, refusal):
    with pytest.raises(refusal):
        assign(opened_desk, **wish)


def test_a_new_assignment_begins_in_the_unit_of_its_type_in_nobodys_hands(desk):
    desk.open(opened(service="tree-down"))

    current = desk.current()
    assert (current.unit, current.assignee) == ("trees", None)


def test_who_goes_on_vacation_hands_the_open_work_over(opened_desk):
    act(opened_desk, hands.claim)
    be_away(opened_desk, ME, stand_in=OTHER)

    assert pass_on(opened_desk) == [1]
    assert opened_desk.current().assignee == OTHER
    assert pass_on(opened_desk) == []


def test_before_a_vacation_and_after_it_nothing_moves(opened_desk):
    act(opened_desk, hands.claim)
    be_away(opened_desk, ME, OTHER, begins=timedelta(days=3))
    assert pass_on(opened_desk) == []

    be_away(opened_desk, ME, OTHER, begins=timedelta(days=-3), ends=timedelta(days=-1))
    assert pass_on(opened_desk) == []
    assert opened_desk.current().assignee == ME


def test_what_is_given_to_somebody_away_goes_to_the_stand_in(opened_desk):
    name(opened_desk, "crew-4")
    be_away(opened_desk, ME, stand_in="crew-4")
    be_away(opened_desk, "crew-4", stand_in=OTHER)

    assign(opened_desk, assignee=ME)

    assert opened_desk.current().assignee == OTHER


def test_a_circle_of_stand_ins_comes_to_an_end(opened_desk):
    be_away(opened_desk, ME, stand_in=OTHER)
    be_away(opened_desk, OTHER, stand_in=ME)

    assign(opened_desk, assignee=ME)

    assert opened_desk.current().assignee in (ME, OTHER)


def test_the_work_of_who_has_left_is_nobodys_again(opened_desk):
    act(opened_desk, hands.claim)
    name(opened_desk, ME, tier=None)

    assert pass_on(opened_desk) == [1]
    assert opened_desk.current().assignee is None


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        pytest.param({"subject": "nobody"}, MemberNotFound, id="nobody-of-this-name"),
        pytest.param({"stand_in": "employee-waste"}, NoMember, id="a-stand-in-of-another-department"),
        pytest.param({"stand_in": ME}, InvalidInput, id="oneself"),
        pytest.param({"away_until": "2026-12-01"}, InvalidInput, id="an-end-before-the-beginning"),
        pytest.param({"away_from": None}, InvalidInput, id="an-end-without-a-beginning"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused(desk, wish, refusal):
    whole = {
        "department": "dot",
        "subject": ME,
        "away_from": "2026-12-21",
        "away_until": "2027-01-04",
        "stand_in": OTHER,
    }
    given = whole | wish
    times = {key: given[key] and clock.parse(given[key] + "T05:00:00Z") for key in ("away_from", "away_until")}

    with desk.store.transaction() as session, pytest.raises(refusal):
        set_absence(session, given | times)
