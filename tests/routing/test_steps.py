"""The life of an assignment: which step follows which, and what is said of each."""

import pytest

from services.routing.contract.refusals import (
    AlreadyAccepted,
    AssignmentCompleted,
    NoLongerYours,
    NotAccepted,
    NotOnHold,
    OnHold,
)
from services.routing.work import rerouting, steps
from services.routing.work.assignments import last_of, read_assignment
from tests.routing.desk import NUMBER, opened

HOLD = {"reason": "Waits for the asphalt plant", "reason_code": "weather", "until": None}
DONE = {"code": "done", "text": "The pothole is filled."}
NOT_OURS = {"reason": "That is a private drive", "reason_code": "not_ours"}


@pytest.fixture
def opened_desk(desk):
    """A desk with one assignment of dot."""
    desk.open(opened())
    return desk


def test_work_is_accepted_held_resumed_and_completed(opened_desk):
    opened_desk.move(steps.accept)
    opened_desk.move(steps.hold, HOLD)
    opened_desk.move(steps.resume)
    opened_desk.move(steps.complete, DONE)

    assert opened_desk.said_types() == [
        "request_assigned",
        "assignment_accepted",
        "assignment_held",
        "assignment_resumed",
        "assignment_completed",
    ]
    assert [said["sequence"][-1] for said in opened_desk.said()] == ["1", "2", "3", "4", "5"]


def test_what_a_department_writes_stays_in_routing(opened_desk):
    opened_desk.move(steps.accept)
    opened_desk.move(steps.complete, DONE)

    said = opened_desk.said()[-1]["data"]
    assert said["code"] == "done"
    assert "pothole" not in str(said)


@pytest.mark.parametrize(
    ("before", "step", "refusal"),
    [
        pytest.param([], (steps.complete, DONE), NotAccepted, id="complete-before-it-is-accepted"),
        pytest.param([], (steps.hold, HOLD), NotAccepted, id="hold-before-it-is-accepted"),
        pytest.param([], (steps.resume,), NotOnHold, id="resume-what-is-not-held"),
        pytest.param([(steps.accept,)], (steps.accept,), AlreadyAccepted, id="accept-twice"),
        pytest.param([(steps.accept,)], (steps.resume,), NotOnHold, id="resume-what-is-accepted"),
        pytest.param([(steps.accept,), (steps.hold, HOLD)], (steps.complete, DONE), OnHold, id="complete-what-is-held"),
        pytest.param([(steps.accept,), (steps.hold, HOLD)], (steps.hold, HOLD), OnHold, id="hold-twice"),
        pytest.param(
            [(steps.accept,), (steps.complete, DONE)], (steps.accept,), AssignmentCompleted, id="accept-what-is-done"
        ),
    ],
)
def test_a_step_out_of_turn_is_refused_by_name(opened_desk, before, step, refusal):
    for earlier in before:
        opened_desk.move(*earlier)

    with pytest.raises(refusal):
        opened_desk.move(*step)


def test_a_refused_step_changes_nothing(opened_desk):
    with pytest.raises(NotAccepted):
        opened_desk.move(steps.complete, DONE)

    assert opened_desk.said_types() == ["request_assigned"]


def test_held_work_must_be_resumed_before_it_is_returned(opened_desk):
    opened_desk.move(steps.accept)
    opened_desk.move(steps.hold, HOLD)

    with pytest.raises(OnHold):
        opened_desk.change_hands(rerouting.return_assignment, NOT_OURS)


def test_what_was_withdrawn_can_no_longer_be_accepted(opened_desk):
    opened_desk.end("withdrawn")

    with pytest.raises(NoLongerYours):
        opened_desk.move(steps.accept)


def test_each_step_is_appended_to_the_history_with_who_took_it(opened_desk):
    opened_desk.move(steps.accept)
    opened_desk.move(steps.hold, HOLD)

    with opened_desk.store.reading() as session:
        read = read_assignment(session, last_of(session, NUMBER))
    assert [(step["step"], step["by"]) for step in read["history"]] == [
        ("assigned", None),
        ("accepted", "employee-dot"),
        ("held", "employee-dot"),
    ]
    assert read["version"] == 3
