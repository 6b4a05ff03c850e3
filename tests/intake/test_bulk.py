"""What is done to many requests at once: looked at, confirmed, done one by one, stopped, taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from services.common import clock
from services.common.bulk import actions, running, views
from services.common.bulk.kinds import Kind, Task
from services.common.bulk.refusals import BulkActionNotFound, NotToBeUndone, PreviewOver, TooManyAtOnce
from services.common.bulk.tables import ACTIONS, ITEMS
from services.common.contract import load
from services.common.errors import InvalidInput
from services.intake import contract, policy
from services.intake.bulk import choosing, kinds
from tests.intake.county import AGENT, EMPLOYEE, MANAGER, RESIDENT, STRANGER, SUPERVISOR
from tests.intake.steps import assign, follow, withdraw

REASON = {"action": "withdraw", "reason": "The whole street is repaved."}


def preview(county, caller=SUPERVISOR, **message):
    """Look what an action would do."""
    said = load(contract.PREVIEW_BULK_ACTION.request, message)
    with county.db.transaction() as session:
        numbers = choosing.choose(session, said, policy.standing(session, caller))
        kind = kinds.kinds(county.catalogue)[said["action"]]
        return actions.preview(session, said["action"], kind, numbers, Task(choosing.parameters(said), caller))


def run(county):
    """Do everything that is confirmed."""
    done = 0
    with county.db.transaction() as session:
        while running.run_next(session, kinds.kinds(county.catalogue)):
            done += 1
    return done


def act(county, caller=SUPERVISOR, **message):
    """Look, confirm, wait for the end; return the action's id."""
    shown = preview(county, caller, **message)
    with county.db.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], caller)
    run(county)
    return shown["id"]


def undo(county, id, caller=SUPERVISOR):
    """Take an action back; return the id of what does it."""
    with county.db.transaction() as session:
        row = actions.find(session, id, caller, lock=True)
        back = actions.undo(session, row, kinds.kinds(county.catalogue)[row.action], caller)
    run(county)
    return back


def view(county, id):
    """How far an action is."""
    with county.db.reading() as session:
        return views.view(session, actions.find(session, id, SUPERVISOR, sees_all=True), kinds.kinds(county.catalogue))


def results(county, id):
    """State and refusal of each request, in order."""
    with county.db.reading() as session:
        items = views.results(session, {"id": id, "state": [], "cursor": None, "limit": 250})["items"]
    return [(item["state"], item["refusal"]) for item in items]


def statuses(county, numbers):
    """The status of each request."""
    return [county.row(number).status for number in numbers]


@pytest.fixture
def three(county):
    """Three potholes that a department has."""
    numbers = [county.number(resident=RESIDENT) for _ in range(3)]
    assign(county, *numbers)
    return numbers


def test_a_preview_says_what_would_happen_and_changes_nothing(county, three):
    withdraw(county, three[2])

    shown = preview(county, numbers=[*three, three[0], "000-000-0000"], **REASON)

    counts = {name: shown[name] for name in ("count", "ready", "refused", "told", "can_be_undone")}
    assert counts == {"count": 4, "ready": 2, "refused": 2, "told": 2, "can_be_undone": True}
    assert {(one["refusal"], one["count"]) for one in shown["obstacles"]} == {
        ("RequestClosed", 1),
        ("RequestNotFound", 1),
    }
    assert run(county) == 0
    assert statuses(county, three) == ["assigned", "assigned", "closed"]


def test_what_was_confirmed_is_done_to_each_as_it_is_done_to_one(county, three):
    id = act(county, numbers=three, **REASON)

    assert statuses(county, three) == ["closed"] * 3
    assert [event.subject for event in county.said("request_withdrawn")] == three
    assert county.row(three[0]).close_text == REASON["reason"]
    shown = view(county, id)
    assert (shown["state"], shown["count"], shown["done"], shown["ready"]) == ("done", 3, 3, 0)


def test_a_filter_finds_what_is_meant(county, three):
    county.open(service_code="bulk-pickup", answers={"what": "sofa"})

    shown = preview(county, filter={"service": ["pothole"], "status": ["assigned"]}, **REASON)

    assert shown["count"] == 3


def test_what_a_filter_finds_too_much_of_is_refused_and_not_cut(county, three, monkeypatch):
    monkeypatch.setattr(choosing, "MOST_AT_ONCE", 2)

    with pytest.raises(TooManyAtOnce):
        preview(county, filter={"service": ["pothole"]}, **REASON)


@pytest.mark.parametrize(
    ("message", "pointer"),
    [
        ({"action": "withdraw", "numbers": ["1"]}, "/reason"),
        ({"action": "merge", "numbers": ["1"], "into": "2", "text": "x"}, "/text"),
        ({"action": "note", "text": "x"}, "/numbers"),
        ({"action": "note", "text": "x", "filter": {}}, "/numbers"),
        ({"action": "note", "text": "x", "numbers": ["1"], "filter": {"zip": "20999"}}, "/numbers"),
        ({"action": "close", "numbers": ["1"]}, "/action"),
        ({"action": "note", "text": "x", "numbers": ["1"] * 1001}, "/numbers"),
    ],
    ids=["no reason", "not for it", "none named", "an empty filter", "both", "no such action", "too many"],
)
def test_a_wish_that_makes_no_sense_is_refused_by_name(message, pointer):
    with pytest.raises(InvalidInput) as refused:
        load(contract.PREVIEW_BULK_ACTION.request, message)

    assert pointer in [error["pointer"] for error in refused.value.errors]


def test_nobody_does_to_many_what_may_not_be_done_to_one(county, three):
    elsewhere = preview(county, STRANGER, numbers=three, action="note", text="Seen")
    never = preview(county, EMPLOYEE, numbers=three, **REASON)

    assert [one["refusal"] for one in elsewhere["obstacles"]] == ["RequestNotFound"]
    assert [one["refusal"] for one in never["obstacles"]] == ["Forbidden"]
    assert (elsewhere["ready"], never["ready"]) == (0, 0)


def test_a_department_notes_on_its_own(county, three):
    id = act(county, MANAGER, numbers=three, action="note", text="The crew comes on Monday", public=True)

    assert results(county, id) == [("done", None)] * 3
    [note] = county.read(three[0], pin=county.pin(three[0]))["notes"]
    assert note["text"] == "The crew comes on Monday"


def test_who_has_lost_the_right_meanwhile_does_nothing_more(county, three):
    shown = preview(county, MANAGER, numbers=three, action="note", text="Seen")
    with county.db.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], MANAGER)
        session.execute(update(policy.catalogue.Member).values(tier="gone"))

    run(county)

    assert {state for state, _ in results(county, shown["id"])} == {"refused"}


def test_what_was_changed_since_the_preview_is_left_alone(county, three):
    shown = preview(county, numbers=three, **REASON)
    follow(county, "assignment_accepted", three[1])
    with county.db.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], SUPERVISOR)

    run(county)

    assert results(county, shown["id"]) == [("done", None), ("refused", "ChangedMeanwhile"), ("done", None)]
    assert statuses(county, three) == ["closed", "in_progress", "closed"]


def test_one_that_fails_leaves_nothing_behind_and_spoils_no_other(county, three):
    shown = preview(county, numbers=three, **REASON)
    whole = kinds.kinds(county.catalogue)["withdraw"]

    def fail_at_the_second(session, number, task):
        kept = whole.act(session, number, task)
        return kept if number != three[1] else 1 / 0

    with county.db.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], SUPERVISOR)
        while running.run_next(session, {"withdraw": Kind(whole.look, fail_at_the_second, whole.undo)}):
            continue

    assert results(county, shown["id"]) == [("done", None), ("failed", "ZeroDivisionError"), ("done", None)]
    assert [event.subject for event in county.said("request_withdrawn")] == [three[0], three[2]]


def die_before_the_commit(county):
    """Do the next one and die."""
    with county.db.transaction() as session:
        running.run_next(session, kinds.kinds(county.catalogue))
        raise KeyboardInterrupt


def test_what_was_interrupted_goes_on_where_it_was(county, three):
    shown = preview(county, numbers=three, **REASON)
    with county.db.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], SUPERVISOR)
        running.run_next(session, kinds.kinds(county.catalogue))
    with pytest.raises(KeyboardInterrupt):
        die_before_the_commit(county)

    assert view(county, shown["id"])["done"] == 1
    run(county)

    assert [event.subject for event in county.said("request_withdrawn")] == three


def test_only_the_token_of_the_preview_confirms_and_a_second_time_changes_nothing(county, three):
    shown = preview(county, numbers=three, **REASON)
    with county.db.transaction() as session:
        for token, caller, refusal in (("x", SUPERVISOR, PreviewOver), (shown["token"], AGENT, BulkActionNotFound)):
            with pytest.raises(refusal):
                actions.confirm(session, shown["id"], token, caller)
        actions.confirm(session, shown["id"], shown["token"], SUPERVISOR)
    run(county)

    with county.db.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], SUPERVISOR)

    assert run(county) == 0


def test_an_old_preview_is_confirmed_by_nobody(county, three):
    shown = preview(county, numbers=three, **REASON)
    with county.db.transaction() as session:
        session.execute(update(ACTIONS).values(made_at=clock.now() - timedelta(minutes=16)))

    with pytest.raises(PreviewOver), county.db.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], SUPERVISOR)


def test_a_withdrawal_is_taken_back_where_nobody_was_quicker(county, three):
    id = act(county, numbers=three, **REASON)
    with county.changing(three[0], AGENT, "request.reopen") as (session, request):
        kinds.life.reopen(session, request, "It is needed", "agent-1")
    withdraw(county, three[0])

    back = undo(county, id)

    assert results(county, back) == [("refused", "ChangedMeanwhile"), ("done", None), ("done", None)]
    assert statuses(county, three) == ["closed", "open", "open"]
    assert undo(county, id) == back


def test_a_change_of_type_is_taken_back_with_the_answers(county, three):
    to = {"action": "amend", "service_code": "bulk-pickup", "answers": {"what": "sofa"}}
    id = act(county, numbers=three, **to)
    changed = [county.row(number).service_code for number in three]

    undo(county, id)

    assert changed == ["bulk-pickup"] * 3
    assert [(row.service_code, row.answers) for row in map(county.row, three)] == [("pothole", {})] * 3


def test_what_the_new_type_asks_for_must_be_said(county, three):
    shown = preview(county, numbers=three, action="amend", service_code="bulk-pickup")

    assert [(one["refusal"], one["count"]) for one in shown["obstacles"]] == [("InvalidInput", 3)]


def test_many_are_joined_to_one_and_taken_apart_again(county, three):
    leader = county.number()
    id = act(county, AGENT, numbers=[*three, leader], action="merge", into=leader)
    joined = [county.row(number).merged_into for number in three]

    back = undo(county, id, AGENT)

    assert joined == [leader] * 3
    assert results(county, id)[3] == ("refused", "InvalidInput")
    assert results(county, back) == [("done", None)] * 3
    assert [county.row(number).merged_into for number in three] == [None] * 3


def test_others_who_wait_for_a_request_keep_it_from_being_withdrawn(county, three):
    act(county, numbers=three[1:], action="merge", into=three[0])

    shown = preview(county, numbers=three[:1], **REASON)

    assert [one["refusal"] for one in shown["obstacles"]] == ["OthersWait"]


def test_many_are_reopened_and_that_has_no_opposite(county, three):
    act(county, numbers=three, **REASON)

    id = act(county, numbers=three, action="reopen", reason="Closed by mistake")

    assert statuses(county, three) == ["open"] * 3
    with pytest.raises(NotToBeUndone):
        undo(county, id)


def test_after_an_hour_nothing_is_taken_back_and_no_words_are_kept(county, three):
    id = act(county, numbers=three, **REASON)
    with county.db.transaction() as session:
        session.execute(update(ACTIONS).values(finished_at=clock.now() - timedelta(hours=2)))

    with pytest.raises(NotToBeUndone):
        undo(county, id)
    with county.db.transaction() as session:
        running.forget(session)
        rows = session.execute(select(ACTIONS.c.parameters)).scalars().all()
        kept = session.execute(select(ITEMS.c.kept)).scalars().all()

    assert (rows, kept) == ([{}], [None] * 3)


def test_what_is_stopped_leaves_the_rest_as_it_is_and_can_be_taken_back(county, three):
    shown = preview(county, numbers=three, **REASON)
    with county.db.transaction() as session:
        actions.confirm(session, shown["id"], shown["token"], SUPERVISOR)
        running.run_next(session, kinds.kinds(county.catalogue))
        actions.stop(session, actions.find(session, shown["id"], SUPERVISOR, lock=True))

    assert run(county) == 0
    assert statuses(county, three) == ["closed", "assigned", "assigned"]
    undo(county, shown["id"])
    assert statuses(county, three) == ["open", "assigned", "assigned"]


def test_previews_that_nobody_confirmed_are_dropped(county, three):
    preview(county, numbers=three, **REASON)
    with county.db.transaction() as session:
        session.execute(update(ACTIONS).values(made_at=clock.now() - timedelta(minutes=16)))
        running.forget(session)

        assert session.execute(select(ITEMS)).all() == []


def test_the_list_shows_the_own_ones_to_most_and_all_to_those_who_watch(county, three):
    act(county, AGENT, numbers=three, action="note", text="Seen")
    act(county, SUPERVISOR, numbers=three, action="note", text="Seen")
    wanted = {"limit": 50, "cursor": None}
    with county.db.reading() as session:
        own = views.page(session, wanted, kinds.kinds(county.catalogue), AGENT.subject)["items"]
        all_of_them = views.page(session, wanted, kinds.kinds(county.catalogue), None)["items"]

    assert [item["by"] for item in own] == ["agent-1"]
    assert [item["by"] for item in all_of_them] == ["supervisor-1", "agent-1"]
