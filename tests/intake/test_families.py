"""Requests that belong together: joined and taken apart, split, and what every number still shows."""

import json

import pytest

from services.common.errors import InvalidInput, Refusal
from services.intake import access, changes
from services.intake.contract.refusals import NotMerged, OthersWait, PartOfSplit, RequestClosed, RequestMerged
from services.intake.families import life, merging, splitting
from tests.intake.county import AGENT, RESIDENT, STRANGER
from tests.intake.steps import assign, follow

SOFA = {"service_code": "bulk-pickup", "description": "", "answers": {"what": "sofa"}, "location": None}
HOLE = {"service_code": "pothole", "description": "", "answers": {}, "location": None}


def merge(county, number, into):
    """Join a request to another, both locked in one order."""
    with county.db.transaction() as session:
        found = {n: changes.find(session, n, lock=True) for n in sorted({number, into})}
        merging.merge(session, found[number], found[into], "agent-1")


def unmerge(county, number):
    """Take a request out again."""
    with county.changing(number, AGENT, "request.merge") as (session, request):
        merging.unmerge(session, request, "agent-1")


def split(county, number, *parts, rule="all"):
    """Split a request and return the numbers of its parts."""
    numbers = county.numbers.take(len(parts))
    with county.changing(number, AGENT, "request.split") as (session, request):
        splitting.check(request)
        openings = [splitting.prepare(request, part, AGENT, county.catalogue) for part in parts]
        for opening, given in zip(openings, numbers, strict=True):
            opening.number = given
        splitting.split(session, request, openings, rule, "agent-1")
    return numbers


def reopen(county, number):
    """Open a request again."""
    with county.changing(number, AGENT, "request.reopen") as (session, request):
        life.reopen(session, request, "It was not done", "agent-1")


def withdraw(county, number):
    """Withdraw a request."""
    with county.changing(number, AGENT, "request.withdraw") as (session, request):
        life.withdraw(session, request, "not needed", "agent-1")


def two(county):
    """A request that a department has, and one that is joined to it."""
    leader, joined = county.number(resident=RESIDENT), county.number(resident=RESIDENT)
    assign(county, leader, joined)
    merge(county, joined, leader)
    return leader, joined


def closings(county, number):
    """What was said of a request's closing."""
    return [json.loads(e.body)["data"] for e in county.said("request_closed") if e.subject == number]


def test_a_joined_request_keeps_its_number_and_its_department_may_stop(county):
    leader, joined = two(county)

    [said] = county.said("requests_merged")
    assert said.routing_key == "requests_merged.dot.none"
    assert json.loads(said.body)["data"] == {
        "number": joined, "into": leader, "department": "dot", "notice": True, "drill": False
    }  # fmt: skip
    assert county.read(joined)["status"] == "assigned"
    assert county.read(joined, AGENT)["family"]["into"] == leader


def test_whoever_is_joined_hears_of_the_leader_s_closing_under_the_own_number(county):
    leader, joined = two(county)
    follow(county, "assignment_accepted", leader)

    follow(county, "assignment_completed", leader)

    row = county.row(joined)
    assert (row.status, row.close_code, row.close_text) == ("closed", "done", "The hole is filled.")
    assert [data["notice"] for data in closings(county, joined)] == [True]
    assert [status for status, _ in county.history(joined)] == [
        "open", "assigned", "assigned", "in_progress", "closed"
    ]  # fmt: skip


def test_a_closing_that_is_heard_twice_is_told_once(county):
    leader, joined = two(county)

    follow(county, "assignment_completed", leader)
    follow(county, "assignment_completed", leader)

    assert len(closings(county, joined)) == 1


@pytest.mark.parametrize("late", ["request_assigned", "assignment_accepted", "assignment_completed", "request_triaged"])
def test_what_a_department_still_says_of_a_joined_request_changes_nothing(county, late):
    leader, joined = two(county)
    follow(county, "assignment_held", leader)
    before = county.row(joined).version

    follow(county, late, joined)

    assert (county.row(joined).status, county.row(joined).version) == ("on_hold", before)


def test_residents_see_how_many_reported_the_same_and_no_number_of_theirs(county):
    leader, joined = two(county)

    family = county.read(leader, pin=county.pin(leader))["family"]

    assert family["others"] == 1
    assert joined not in str(family)


def test_those_joined_to_a_joined_request_come_along(county):
    leader, joined = two(county)
    top = county.number()

    merge(county, leader, top)

    assert [county.row(number).merged_into for number in (joined, leader)] == [top, top]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda county, leader, joined: merge(county, leader, leader), InvalidInput),
        (lambda county, leader, joined: merge(county, joined, leader), RequestMerged),
        (lambda county, leader, joined: merge(county, leader, joined), RequestMerged),
        (lambda county, leader, joined: merge(county, leader, county.number(drill=True)), InvalidInput),
        (lambda county, leader, joined: county.amend(joined, description="x"), RequestMerged),
        (lambda county, leader, joined: unmerge(county, leader), NotMerged),
        (lambda county, leader, joined: withdraw(county, leader), OthersWait),
        (lambda county, leader, joined: split(county, joined, SOFA), RequestMerged),
    ],
    ids=["to itself", "twice", "in a circle", "to a drill", "amended", "taken apart", "withdrawn", "split"],
)
def test_a_family_is_not(county, change, refusal):
    leader, joined = two(county)

    with pytest.raises(refusal):
        change(county, leader, joined)

    assert (county.row(joined).merged_into, county.row(leader).merged_into) == (leader, None)


def test_a_closed_request_is_not_joined(county):
    leader, other = county.number(), county.number()
    withdraw(county, other)

    with pytest.raises(RequestClosed):
        merge(county, leader, other)


def test_a_part_is_joined_to_nothing(county):
    [part] = split(county, county.number(), HOLE)

    with pytest.raises(PartOfSplit):
        merge(county, part, county.number())


def test_a_joined_request_that_was_closed_is_not_taken_out(county):
    _, joined = two(county)
    withdraw(county, joined)

    with pytest.raises(RequestClosed):
        unmerge(county, joined)


def test_a_part_is_reopened_while_the_whole_is_open(county):
    whole = county.number(resident=RESIDENT)
    first, _ = split(county, whole, HOLE, SOFA)
    follow(county, "assignment_completed", first)

    reopen(county, first)

    assert [county.row(number).status for number in (first, whole)] == ["open", "in_progress"]


def test_a_part_of_a_closed_whole_is_not_reopened(county):
    whole = county.number(resident=RESIDENT)
    [part] = split(county, whole, HOLE)
    follow(county, "assignment_completed", part)

    with pytest.raises(PartOfSplit):
        reopen(county, part)


def test_a_whole_ends_when_its_last_part_is_withdrawn(county):
    whole = county.number(resident=RESIDENT)
    [part] = split(county, whole, HOLE)

    withdraw(county, part)

    assert county.row(whole).status == "closed"


def test_a_joined_request_whose_leader_still_waits_is_reopened_alone(county):
    leader, joined = two(county)
    withdraw(county, joined)

    reopen(county, joined)

    assert [county.row(number).status for number in (leader, joined)] == ["assigned", "assigned"]
    assert county.said("request_reopened") == []


def test_several_requests_are_changed_only_by_who_may_change_each(county):
    leader, other = county.number(), county.number()
    assign(county, leader)

    with pytest.raises(Refusal), access.changing_all(county, [leader, other], STRANGER, "request.merge"):
        pass
    with access.changing_all(county, [other, leader], AGENT, "request.merge") as (_, found):
        assert [request.number for request in found] == [other, leader]


def test_who_was_joined_by_mistake_goes_back_to_the_department_that_had_it(county):
    leader, joined = two(county)

    unmerge(county, joined)
    follow(county, "assignment_completed", leader)

    assert (county.row(joined).status, county.row(joined).merged_into, county.row(leader).leads) == (
        "open",
        None,
        False,
    )
    assert [e.subject for e in county.said("request_reopened")] == [joined]
    assert closings(county, joined) == []


def test_a_joined_request_that_is_reopened_reopens_the_work_once(county):
    leader, joined = two(county)
    follow(county, "assignment_completed", leader)

    reopen(county, joined)

    assert [county.row(number).status for number in (leader, joined)] == ["open", "open"]
    assert [e.subject for e in county.said("request_reopened")] == [leader]


def test_a_joined_resident_who_withdraws_leaves_the_work_to_the_others(county):
    leader, joined = two(county)

    withdraw(county, joined)

    assert [county.row(number).status for number in (leader, joined)] == ["assigned", "closed"]


def test_the_parts_of_a_request_have_numbers_a_place_and_nobody_to_mail(county):
    whole = county.number(resident=RESIDENT)

    parts = split(county, whole, HOLE, SOFA)

    rows = [county.row(part) for part in parts]
    assert [(row.split_from, row.address, row.resident_id) for row in rows] == [(whole, "7300 Carroll Ave", None)] * 2
    assert json.loads(county.said("request_split")[0].body)["data"]["parts"] == parts
    assert [part["number"] for part in county.read(whole, AGENT)["family"]["parts"]] == parts


def test_the_whole_is_closed_with_its_last_part_and_says_what_came_of_each(county):
    whole = county.number(resident=RESIDENT)
    parts = split(county, whole, HOLE, SOFA)

    for part in parts:
        assert county.row(whole).status == "in_progress"
        follow(county, "assignment_completed", part)

    row = county.row(whole)
    assert (row.status, row.close_code) == ("closed", "done")
    assert row.close_text == "Bache: The hole is filled.\nBulk pickup: The hole is filled."
    assert len(closings(county, whole)) == 1


def test_two_last_parts_in_one_batch_close_the_whole_once(county):
    whole = county.number(resident=RESIDENT)
    parts = split(county, whole, HOLE, SOFA)

    follow(county, "assignment_completed", *parts)

    assert len(closings(county, whole)) == 1


def test_with_any_the_first_part_that_is_done_closes_the_whole_and_stops_the_rest(county):
    whole = county.number(resident=RESIDENT)
    done, other = split(county, whole, HOLE, SOFA, rule="any")

    follow(county, "assignment_completed", done)

    assert [county.row(number).status for number in (whole, other)] == ["closed", "closed"]
    assert [e.subject for e in county.said("request_withdrawn")] == [other]


def test_with_none_the_whole_goes_on_by_itself(county):
    whole = county.number(resident=RESIDENT)
    part, _ = split(county, whole, HOLE, SOFA, rule="none")
    assign(county, whole)

    follow(county, "assignment_completed", part)

    assert county.row(whole).status == "assigned"


def test_a_withdrawn_whole_stops_its_parts(county):
    whole = county.number(resident=RESIDENT)
    parts = split(county, whole, HOLE, SOFA)

    withdraw(county, whole)

    assert [county.row(part).close_code for part in parts] == ["withdrawn", "withdrawn"]


def test_what_a_department_still_says_of_a_split_whole_changes_nothing(county):
    whole = county.number(resident=RESIDENT)
    split(county, whole, HOLE)

    follow(county, "assignment_completed", whole)

    assert county.row(whole).status == "in_progress"


def test_a_part_that_does_not_fit_its_type_opens_nothing(county):
    whole = county.number()

    with pytest.raises(InvalidInput):
        split(county, whole, HOLE, SOFA | {"answers": {}})

    assert county.row(whole).split_rule is None


def test_a_part_is_not_split_again(county):
    [part] = split(county, county.number(), HOLE)

    with pytest.raises(PartOfSplit):
        split(county, part, SOFA)
