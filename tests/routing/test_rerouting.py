"""Work that changes hands: both departments hear of it, the number and the promise stay."""

import pytest

from services.routing.contract.refusals import NotInTriage, SameDepartment, TargetUnknown
from services.routing.models import TriageItem
from services.routing.work import cases, rerouting, steps
from services.routing.work.rerouting import Desk
from tests.routing.desk import NUMBER, opened
from tests.routing.sample import a_place

NOT_OURS = {"reason": "That is a private drive", "reason_code": "not_ours"}


def departments(desk):
    return [(said["type"].split(".")[2], said["data"].get("department")) for said in desk.said()]


def decide(desk, department, number=NUMBER):
    with desk.store.transaction() as session:
        case = cases.lock_case(session, number)
        rerouting.assign_triage(Desk(session, desk.catalogue(session), "supervisor-1"), case, department, "Looks so")


def in_triage(desk):
    with desk.store.reading() as session:
        item = session.get(TriageItem, NUMBER)
    return item.reason if item and item.waiting else None


def test_returned_work_goes_to_the_next_department_that_the_rules_name(desk):
    desk.open(opened(), place=a_place("private"))

    desk.change_hands(rerouting.return_assignment, NOT_OURS)

    assert departments(desk) == [
        ("request_assigned", "housing"),
        ("assignment_returned", "housing"),
        ("request_assigned", "dot"),
    ]
    assert desk.said()[-1]["data"]["reason"] == "returned"


def test_the_promise_stays_when_work_changes_hands(desk):
    desk.open(opened(), place=a_place("private"))

    desk.change_hands(rerouting.return_assignment, NOT_OURS)

    first, _, second = desk.said()
    assert first["data"]["promised_by"] == second["data"]["promised_by"]


def test_after_two_returns_a_supervisor_decides(desk):
    desk.open(opened(), place=a_place("private"))

    desk.change_hands(rerouting.return_assignment, NOT_OURS)
    desk.change_hands(rerouting.return_assignment, NOT_OURS)

    assert desk.said_types()[-2:] == ["assignment_returned", "request_triaged"]
    assert in_triage(desk) == "returned_twice"
    assert desk.current() is None


def test_work_that_nobody_else_does_waits_in_triage(desk):
    desk.open(opened())

    desk.change_hands(rerouting.return_assignment, NOT_OURS)

    assert in_triage(desk) == "returned_without_other"


def test_the_reason_in_words_is_not_said(desk):
    desk.open(opened())

    desk.change_hands(rerouting.return_assignment, NOT_OURS)

    assert "private drive" not in str(desk.said())


def test_accepted_work_can_be_returned(desk):
    desk.open(opened(), place=a_place("private"))
    desk.move(steps.accept)

    desk.change_hands(rerouting.return_assignment, NOT_OURS)

    assert desk.current().department == "dot"


def test_after_a_reassignment_both_departments_hear_of_it(desk):
    desk.open(opened())

    desk.change_hands(rerouting.reassign, "recreation", "It lies in the park")

    assert departments(desk)[1:] == [("assignment_withdrawn", "dot"), ("request_assigned", "recreation")]
    assert [said["data"].get("reason") for said in desk.said()[1:]] == ["reassigned", "reassigned"]


def test_work_is_not_reassigned_to_whom_has_it(desk):
    desk.open(opened())

    with pytest.raises(SameDepartment):
        desk.change_hands(rerouting.reassign, "dot", "No reason")


def test_work_is_not_reassigned_to_nobody(desk):
    desk.open(opened())

    with pytest.raises(TargetUnknown):
        desk.change_hands(rerouting.reassign, "moon-base", "No reason")


def test_a_supervisor_takes_a_request_out_of_triage(desk):
    desk.open(opened(service="something-else"))

    decide(desk, "dot")

    assert departments(desk)[-1] == ("request_assigned", "dot")
    assert in_triage(desk) is None


def test_what_is_not_in_triage_is_not_decided_there(desk):
    desk.open(opened())

    with pytest.raises(NotInTriage):
        decide(desk, "waste")


def test_a_request_that_nobody_knows_is_not_in_triage(desk):
    with pytest.raises(NotInTriage):
        decide(desk, "waste", number="0000000000")


def test_a_promise_given_before_holds_when_a_supervisor_decides(desk):
    desk.open(opened())
    desk.change_hands(rerouting.return_assignment, NOT_OURS)

    decide(desk, "recreation")

    assert desk.said()[-1]["data"]["promised_by"] == desk.said()[0]["data"]["promised_by"]
