"""What departments do to many pieces of their work at once: looked at, confirmed, done one by one, taken back."""

import pytest
from sqlalchemy import update

from services.common.bulk import actions, running, views
from services.common.bulk.kinds import Task
from services.common.bulk.refusals import NotToBeUndone, TooManyAtOnce
from services.common.caller import Caller
from services.common.contract import load
from services.common.errors import Forbidden, InvalidInput
from services.routing.bulk import choosing, kinds
from services.routing.contract.bulk import NEEDS, BulkWorkWish
from services.routing.models import Case
from services.routing.policy import standing
from services.routing.work import hands, steps
from tests.routing.desk import opened
from tests.routing.sample import a_place

A, B, C = NUMBERS = [f"100-000-000{digit}" for digit in "123"]
EMPLOYEE, MANAGER = Caller("staff", "employee-dot"), Caller("staff", "manager-dot")
OTHERS = Caller("staff", "manager-waste")
SUPERVISOR = Caller("staff", "supervisor-1", ("supervisor",))
SNOW = {"action": "hold", "reason": "Snow", "reason_code": "weather"}
DONE = {"action": "complete", "code": "done", "text": "Filled."}


@pytest.fixture
def three(desk):
    """Three holes of dot, of which two are accepted; returns the ids."""
    for number in NUMBERS:
        desk.open(opened(number), place=a_place("county"))
    for number in (A, B):
        desk.move(steps.accept, number=number)
    return [desk.current(number).id for number in NUMBERS]


def preview(desk, caller=MANAGER, **message):
    """Look what an action would do."""
    said = load(BulkWorkWish, message)
    with desk.store.transaction() as session:
        mine = standing(session, caller)
        mine.require_anywhere("assignment.bulk")
        ids = choosing.choose(session, said, mine.reach("assignment.list"))
        task = Task(choosing.parameters(said), caller)
        return actions.preview(session, said["action"], kinds.kinds(desk.catalogue)[said["action"]], ids, task)


def run(desk):
    """Do everything that is confirmed."""
    with desk.store.transaction() as session:
        while running.run_next(session, kinds.kinds(desk.catalogue)):
            pass


def confirm(desk, shown, caller=MANAGER):
    """Let an action begin and wait for its end."""
    with desk.store.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], caller)
    run(desk)
    return shown["id"]


def act(desk, caller=MANAGER, **message):
    """Look, confirm, wait for the end; return the action's id."""
    return confirm(desk, preview(desk, caller, **message), caller)


def undo(desk, id, caller=MANAGER):
    """Take an action back; return the id of what does it."""
    with desk.store.transaction() as session:
        row = actions.find(session, id, caller, lock=True)
        back = actions.undo(session, row, kinds.kinds(desk.catalogue)[row.action], caller)
    run(desk)
    return back


def results(desk, id):
    """What became of each, in order."""
    with desk.store.reading() as session:
        items = views.results(session, {"id": id, "state": [], "cursor": None, "limit": 250})["items"]
    return [item["refusal"] or item["state"] for item in items]


def statuses(desk):
    """The status of each piece of work, None where dot has it no longer."""
    found = [desk.current(number) for number in NUMBERS]
    return [row.status if row and row.department == "dot" else None for row in found]


def test_a_preview_says_what_would_happen_and_changes_nothing(desk, three):
    shown = preview(desk, ids=[*three, "of-nobody"], **DONE)

    assert {name: shown[name] for name in ("count", "ready", "refused", "told")} == {
        "count": 4, "ready": 2, "refused": 2, "told": 2,
    }  # fmt: skip
    assert [(one["refusal"], one["count"]) for one in shown["obstacles"]] == [
        ("NotAccepted", 1),
        ("AssignmentNotFound", 1),
    ]
    assert statuses(desk) == ["accepted", "accepted", "assigned"]


def test_each_piece_of_work_has_its_own_result(desk, three):
    id = act(desk, ids=three, **SNOW)

    assert results(desk, id) == ["done", "done", "NotAccepted"]
    assert statuses(desk) == ["held", "held", "assigned"]
    assert desk.said_types().count("assignment_held") == 2


def test_a_hold_is_taken_back(desk, three):
    id = act(desk, ids=three[:2], **SNOW)

    back = undo(desk, id)

    assert results(desk, back) == ["done", "done"]
    assert statuses(desk) == ["accepted", "accepted", "assigned"]


def test_what_somebody_changed_since_is_not_taken_back(desk, three):
    id = act(desk, ids=three[:2], **SNOW)
    desk.move(steps.resume, number=A)

    back = undo(desk, id)

    assert results(desk, back) == ["ChangedMeanwhile", "done"]


def test_work_is_assigned_and_goes_back_to_who_had_it(desk, three):
    desk.move(hands.claim, number=A)

    id = act(desk, ids=three, action="assign", assignee="manager-dot", unit="trees")
    given = [(row.assignee, row.unit) for row in map(desk.current, NUMBERS)]
    undo(desk, id)

    assert given == [("manager-dot", "trees")] * 3
    assert [desk.current(number).assignee for number in NUMBERS] == ["employee-dot", None, None]


def test_completed_work_cannot_be_taken_back(desk, three):
    id = act(desk, ids=three[:2], **DONE)

    assert statuses(desk)[:2] == ["completed", "completed"]
    with pytest.raises(NotToBeUndone):
        undo(desk, id)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        pytest.param({"action": "accept"}, ["AlreadyAccepted", "AlreadyAccepted", "done"], id="accept"),
        pytest.param({"action": "resume"}, ["NotOnHold"] * 3, id="resume"),
        pytest.param({"action": "note", "text": "Seen"}, ["done"] * 3, id="note"),
        pytest.param({"action": "return", "reason": "Private road"}, ["done"] * 3, id="return"),
        pytest.param(
            {"action": "reassign", "department": "waste", "reason": "Theirs"}, ["done"] * 3, id="reassign"
        ),
        pytest.param(
            {"action": "reassign", "department": "dot", "reason": "Ours"}, ["SameDepartment"] * 3, id="to-itself"
        ),
        pytest.param(
            {"action": "reassign", "department": "moon", "reason": "Theirs"}, ["TargetUnknown"] * 3, id="to-nobody"
        ),
        pytest.param({"action": "assign", "assignee": "employee-waste"}, ["NoMember"] * 3, id="to-a-stranger"),
        pytest.param({"action": "assign", "assignee": None}, ["NothingChanges"] * 3, id="nothing-changes"),
    ],
)  # fmt: skip
def test_every_action_is_that_of_one_assignment(desk, three, wish, expected):
    assert results(desk, act(desk, ids=three, **wish)) == expected


def test_work_is_found_by_a_filter_of_the_work_list(desk, three):
    id = act(desk, filter={"department": "dot", "status": ["accepted"]}, action="note", text="Seen")

    assert results(desk, id) == ["done", "done"]


def test_a_filter_that_finds_more_than_may_be_is_refused(desk, three, monkeypatch):
    monkeypatch.setattr(choosing, "MOST_AT_ONCE", 2)

    with pytest.raises(TooManyAtOnce):
        preview(desk, filter={"department": "dot"}, action="note", text="Seen")


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        pytest.param(OTHERS, ["AssignmentNotFound"] * 3, id="another-department-knows-of-none"),
        pytest.param(EMPLOYEE, ["Forbidden"] * 3, id="an-employee-assigns-nobody"),
        pytest.param(SUPERVISOR, ["Forbidden"] * 3, id="a-supervisor-sees-and-does-not-assign"),
    ],
)
def test_everybody_does_to_many_what_they_may_do_to_one(desk, three, caller, expected):
    id = act(desk, caller, ids=three, action="assign", assignee="manager-dot")

    assert results(desk, id) == expected


def test_a_contractor_acts_on_one_piece_at_a_time(desk, three):
    with pytest.raises(Forbidden):
        preview(desk, Caller("staff", "contractor-nobody"), ids=three, action="accept")


def test_of_drills_no_resident_is_told(desk, three):
    with desk.store.transaction() as session:
        session.execute(update(Case).values(drill=True))

    assert preview(desk, ids=three, **DONE)["told"] == 0


@pytest.mark.parametrize(
    "wish",
    [
        pytest.param({"action": "note", "text": "?"}, id="nothing-named"),
        pytest.param({"action": "note", "text": "?", "ids": ["a"], "filter": {"unit": "u"}}, id="named-twice"),
        pytest.param({"action": "complete", "code": "done", "ids": ["a"]}, id="a-text-is-missing"),
        pytest.param({"action": "accept", "text": "?", "ids": ["a"]}, id="a-text-too-much"),
        pytest.param({"action": "assign", "ids": ["a"]}, id="to-nobody-and-nowhere"),
        pytest.param({"action": "hold", "reason": "?", "reason_code": "not_ours", "ids": ["a"]}, id="another-code"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(wish):
    with pytest.raises(InvalidInput):
        load(BulkWorkWish, wish)


def test_every_action_has_its_right_and_its_step(desk):
    assert set(kinds.kinds(desk.catalogue)) == set(NEEDS) == set(kinds.STEPS)
