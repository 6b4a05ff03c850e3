"""Lists: the work of departments, triage, the call-back list, what has changed."""

import pytest

from services.common.contract import load
from services.common.errors import InvalidInput
from services.routing.catalogue.changes import list_changes
from services.routing.catalogue.entries import store_entries
from services.routing.catalogue.members import set_member
from services.routing.contract.assignments import AssignmentsWanted
from services.routing.contract.refusals import NoCallback
from services.routing.load import load_folder
from services.routing.policy import Reach
from services.routing.work import callbacks, steps
from services.routing.work.assignments import list_completions, written_number
from services.routing.work.triage import list_triage
from services.routing.work.worklists import list_assignments
from tests.routing.desk import NUMBER, opened
from tests.routing.sample import SAMPLE, a_place

WANTED = {"limit": 2, "owner": None, "overdue": False}

DOT_PERSON = {"department": "dot", "subject": "employee-dot"}
NUMBERS = ["100-000-0001", "100-000-0002", "100-000-0003"]


def work_of(desk, departments, **wanted):
    with desk.store.reading() as session:
        return list_assignments(session, load(AssignmentsWanted, wanted), Reach(departments, [], ""))


def test_a_department_lists_its_own_work_newest_first(desk):
    for number, service in zip(NUMBERS, ("pothole", "missed-trash", "pothole"), strict=True):
        desk.open(opened(number, service=service))

    page = work_of(desk, ["dot"])

    assert [item["number"] for item in page["items"]] == [NUMBERS[2], NUMBERS[0]]


def test_pages_of_work_go_on_behind_the_cursor(desk):
    for number in NUMBERS:
        desk.open(opened(number))
    first = work_of(desk, None, limit=2)

    second = work_of(desk, None, limit=2, cursor=first["next"])

    assert [item["number"] for item in first["items"] + second["items"]] == NUMBERS[::-1]
    assert second["next"] is None


def test_work_is_found_by_status_and_number(desk):
    desk.open(*(opened(number) for number in NUMBERS))
    desk.move(steps.accept, number=NUMBERS[1])

    assert [item["number"] for item in work_of(desk, None, status=["accepted"])["items"]] == [NUMBERS[1]]
    assert [item["number"] for item in work_of(desk, None, number="1000000003")["items"]] == [NUMBERS[2]]


def test_a_number_is_read_as_it_is_spoken():
    assert written_number("482 913 0757") == written_number("4829130757") == "482-913-0757"


def test_the_texts_of_completed_work_are_read_in_bulk(desk):
    desk.open(opened())
    desk.move(steps.accept)
    desk.move(steps.complete, {"code": "done", "text": "The pothole is filled."})
    done = desk.current().id

    with desk.store.reading() as session:
        found = list_completions(session, [done, "unknown"])

    assert found == [{"assignment_id": done, "number": NUMBER, "code": "done", "text": "The pothole is filled."}]


def test_triage_is_read_oldest_first_in_pages(desk):
    for number in NUMBERS:
        desk.open(opened(number, service="something-else"))

    with desk.store.reading() as session:
        first = list_triage(session, WANTED | {"cursor": None})
        second = list_triage(session, WANTED | {"cursor": first["next"]})

    assert [item["number"] for item in first["items"] + second["items"]] == NUMBERS
    assert (second["next"], first["items"][0]["reason"]) == (None, "no_rule")


def test_a_cursor_of_another_list_is_refused(desk):
    with desk.store.reading() as session, pytest.raises(InvalidInput):
        list_triage(session, WANTED | {"cursor": "page-2"})


def test_who_reads_no_mail_is_called_back_once(desk):
    desk.open(*(opened(number) for number in NUMBERS), place=a_place("state"))

    with desk.store.transaction() as session:
        facts = {NUMBERS[0]: {"reachable": False}, NUMBERS[1]: {"reachable": True}}
        callbacks.settle(session, callbacks.to_check(session), facts)
        listed = callbacks.list_callbacks(session, 10, None)["items"]
        callbacks.done(session, NUMBERS[0], "agent-1")
        left = callbacks.list_callbacks(session, 10, None)["items"]

    assert [(item["number"], item["referral"]["phone"]) for item in listed] == [(NUMBERS[0], "410-555-0100")]
    assert (left, callbacks.to_check(session)) == ([], [])


def test_who_needs_no_call_cannot_be_ticked_off(desk):
    with desk.store.transaction() as session, pytest.raises(NoCallback):
        callbacks.done(session, NUMBER, "agent-1")


def test_a_folder_that_is_loaded_again_changes_nothing(desk):
    with desk.store.transaction() as session:
        counts = load_folder(session, SAMPLE)

    assert set(counts.values()) == {0}
    assert desk.said() == []


def test_a_changed_entry_is_said_with_its_next_version(desk):
    with desk.store.transaction() as session:
        store_entries(session, "department", {"dot": {"code": "dot", "name": {"en": "Roads"}}})

    [said] = desk.said()
    assert (said["type"], said["subject"]) == ("hub311.routing.catalogue_changed.v1", "dot")
    assert (said["data"]["version"], said["data"]["entry"]["name"]) == (2, {"en": "Roads"})


def test_a_member_who_leaves_is_said(desk):
    with desk.store.transaction() as session:
        set_member(session, DOT_PERSON | {"tier": None}, "manager-dot")

    assert desk.said()[0]["data"] == {"department": "dot", "subject": "employee-dot", "tier": None, "drill": False}


def test_copies_are_filled_in_pages_and_go_on_with_what_has_changed_since(desk):
    with desk.store.transaction() as session:
        pages, after = [], 0
        while after is not None:
            page = list_changes(session, after, 50)
            pages += page["items"]
            after = page["next"]
        set_member(session, DOT_PERSON | {"tier": "manager"}, "manager-dot")
        later = list_changes(session, pages[-1]["revision"], 50)

    assert len(pages) == (12 + 3) + 60 + 3 * (12 + 3)  # departments and offices, service types, members
    assert later["items"][0]["data"] == {"department": "dot", "subject": "employee-dot", "tier": "manager"}
