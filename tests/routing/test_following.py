"""What residents do afterwards: the work follows, and departments hear of it."""

from services.routing.models import Case, TriageItem
from services.routing.work import rerouting, steps
from services.routing.work.callbacks import to_check
from tests.routing.desk import NUMBER, heard, opened
from tests.routing.sample import a_place

DONE = {"code": "done", "text": "The pothole is filled."}
FRIDAY = "2026-11-20T15:00:00.000Z"


def amended(*changed):
    return heard("request_amended", sequence=2, changed=list(changed), service_code="pothole")


def test_a_moved_place_moves_the_work(desk):
    desk.open(opened())

    desk.amend(amended("location"), place=a_place("private"), service="pothole")

    assert desk.said_types()[1:] == ["assignment_withdrawn", "request_assigned"]
    assert (desk.current().department, desk.current().reason) == ("housing", "amended")


def test_a_moved_place_keeps_the_promise(desk):
    desk.open(opened())

    desk.amend(amended("location"), place=a_place("private"), service="pothole")

    assert desk.said()[2]["data"]["promised_by"] == desk.said()[0]["data"]["promised_by"]


def test_a_moved_place_of_the_same_department_only_moves_the_case(desk):
    desk.open(opened())

    desk.amend(amended("location"), place=a_place("county", council_district="5"), service="pothole")

    with desk.store.reading() as session:
        assert session.get(Case, NUMBER).place["layers"]["council_district"]["code"] == "5"
    assert desk.said_types() == ["request_assigned"]


def test_another_type_of_service_is_a_new_assignment_also_in_the_same_department(desk):
    desk.open(opened())

    desk.amend(amended("service_code"), place=a_place("county"), service="storm-drain")

    assert desk.said_types()[1:] == ["assignment_withdrawn", "request_assigned"]
    assert desk.current().service_code == "storm-drain"


def test_a_place_outside_sends_the_resident_to_the_right_agency(desk):
    desk.open(opened())

    desk.amend(amended("location"), place=a_place("state"), service="pothole")

    assert desk.said_types()[1:] == ["assignment_withdrawn", "request_referred"]
    assert desk.current() is None


def test_completed_work_does_not_move_any_more(desk):
    desk.open(opened())
    desk.move(steps.accept)
    desk.move(steps.complete, DONE)

    desk.amend(amended("location"), place=a_place("state"), service="pothole")

    assert desk.said_types()[-1] == "assignment_completed"


def test_a_withdrawn_request_takes_the_work_back(desk):
    desk.open(opened())

    desk.end("withdrawn")

    assert desk.said()[-1]["data"] | {"assignment_id": ""} == {
        "number": NUMBER, "assignment_id": "", "department": "dot", "drill": False, "reason": "withdrawn",
    }  # fmt: skip
    assert desk.current() is None


def test_a_withdrawn_request_leaves_triage_and_needs_no_call(desk):
    desk.open(opened(service="something-else"), opened("1111111111"), place=a_place("state"))

    desk.end("withdrawn")
    desk.end("withdrawn", "1111111111")

    with desk.store.reading() as session:
        assert not session.get(TriageItem, NUMBER).waiting
        assert to_check(session) == []


def test_a_request_that_was_closed_because_the_work_is_done_changes_nothing(desk):
    desk.open(opened())
    desk.move(steps.accept)
    desk.move(steps.complete, DONE)

    desk.end("closed")

    assert desk.said_types()[-1] == "assignment_completed"
    assert desk.current().status == "completed"


def test_a_request_that_was_closed_otherwise_takes_open_work_back(desk):
    desk.open(opened())

    desk.end("closed")

    assert desk.said_types()[-1] == "assignment_withdrawn"


def test_a_reopened_request_goes_back_to_who_had_it_with_a_new_promise(desk):
    desk.open(opened())
    desk.change_hands(rerouting.reassign, "recreation", "It lies in the park")
    desk.move(steps.accept)
    desk.move(steps.complete, DONE)

    desk.reopen(time=FRIDAY)

    said = desk.said()[-1]["data"]
    assert (said["department"], said["reason"]) == ("recreation", "reopened")
    assert said["promised_by"] == "2026-11-25T22:00:00.000Z"


def test_a_reopened_referral_is_decided_again(desk):
    desk.open(opened(), place=a_place("state"))

    desk.reopen()

    assert desk.said_types() == ["request_referred", "request_referred"]


def test_reopening_what_is_open_moves_nothing_and_is_answered_with_who_has_it(desk):
    desk.open(opened())
    before = desk.current().id

    desk.reopen()

    first, again = desk.said()
    assert (again["data"]["assignment_id"], desk.current().id) == (before, before)
    assert again["data"] == first["data"]
    assert again["causationid"] != first["causationid"]
