"""Work lists: filters, orders, pages and counts, each within what the caller may see."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from services.common import clock
from services.common.contract import load
from services.routing.contract.assignments import AssignmentsWanted
from services.routing.models import Assignment
from services.routing.policy import Reach
from services.routing.work import hands, steps
from services.routing.work.worklists import add_up, count_work, list_assignments
from tests.routing.desk import opened
from tests.routing.sample import a_place

DOT = Reach(["dot"], [], "employee-dot")
MINE = Reach([], ["dot"], "employee-dot")
A, B, C, D = (f"100-000-000{digit}" for digit in "1234")


@pytest.fixture
def busy(desk):
    """Four pieces of work of dot: a hole that somebody has, a tree, a lamp and a hole; promised in this order."""
    desk.open(opened(A), place=a_place("county", service_area="mid-county"))
    desk.open(opened(B, service="tree-down"))
    desk.open(opened(C, service="streetlight-out"))
    desk.open(opened(D))
    desk.move(hands.claim, number=A)
    desk.move(steps.hold, {"reason": "Rain", "reason_code": "weather", "until": None}, number=A)
    for days, number in enumerate((A, B, C, D)):
        promise(desk, number, timedelta(days=days - 1, hours=-1))
    return desk


def promise(desk, number, ahead):
    """Let a promise be due so long from now."""
    with desk.store.transaction() as session:
        mine = update(Assignment).where(Assignment.number == number)
        due = clock.now() + ahead
        session.execute(mine.values(promised_by=due, near_at=due - timedelta(days=1)))


def numbers(desk, reach=DOT, **wanted):
    with desk.store.reading() as session:
        return [item["number"] for item in list_assignments(session, load(AssignmentsWanted, wanted), reach)["items"]]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({}, [D, C, B, A], id="all-newest-first"),
        pytest.param({"order": "oldest"}, [A, B, C, D], id="oldest-first"),
        pytest.param({"order": "promise"}, [A, B, C, D], id="first-promised-first"),
        pytest.param({"assignee": "employee-dot"}, [A], id="a-persons"),
        pytest.param({"assignee": "none"}, [D, C, B], id="nobodys"),
        pytest.param({"unit": "trees"}, [B], id="a-units"),
        pytest.param({"service_code": "streetlight-out"}, [C], id="of-a-type"),
        pytest.param({"area": "Mid-County"}, [A], id="in-an-area"),
        pytest.param({"status": ["held"]}, [A], id="by-status"),
        pytest.param({"promise": "missed"}, [B, A], id="promise-missed"),
        pytest.param({"promise": "near"}, [C], id="promise-near"),
        pytest.param({"promise": "ahead"}, [D], id="promise-ahead"),
        pytest.param({"promise": "none"}, [], id="without-a-promise"),
        pytest.param({"promise": "missed", "unit": "trees"}, [B], id="two-filters-at-once"),
        pytest.param({"assigned_before": "2026-01-01T00:00:00Z"}, [], id="older-than-anything"),
        pytest.param({"assigned_after": "2026-01-01T00:00:00Z"}, [D, C, B, A], id="younger"),
    ],
)
def test_a_work_list_shows_what_was_asked_for(busy, wanted, expected):
    assert numbers(busy, **wanted) == expected


@pytest.mark.parametrize("order", ["newest", "oldest", "promise"])
def test_pages_go_on_behind_the_cursor_in_every_order(busy, order):
    found, cursor = [], None
    for _ in range(4):
        with busy.store.reading() as session:
            page = list_assignments(
                session, load(AssignmentsWanted, {"limit": 1, "order": order, "cursor": cursor}), DOT
            )
        found += [item["number"] for item in page["items"]]
        cursor = page["next"]

    assert (found, cursor) == (numbers(busy, order=order), None)


def test_a_contractor_lists_what_it_was_given_and_nothing_else(busy):
    assert numbers(busy, MINE) == [A]
    assert numbers(busy, Reach([], ["waste"], "employee-dot")) == []


def test_finished_work_is_neither_late_nor_counted(busy):
    busy.move(steps.accept, number=B)
    busy.move(steps.complete, {"code": "done", "text": "The tree is gone."}, number=B)

    assert numbers(busy, promise="missed") == [A]
    with busy.store.reading() as session:
        assert add_up(count_work(session, DOT))["open"] == 3


def test_open_work_is_counted_by_unit_and_person(busy):
    with busy.store.reading() as session:
        lines = count_work(session, DOT)

    held = {"open": 1, "unassigned": 0, "unaccepted": 0, "held": 1, "missed": 1, "near": 0}
    assert {"department": "dot", "unit": "roads", "assignee": "employee-dot"} | held in lines
    assert add_up(lines) == {"open": 4, "unassigned": 3, "unaccepted": 3, "held": 1, "missed": 2, "near": 1}


def test_a_contractor_counts_its_own_only(busy):
    with busy.store.reading() as session:
        assert add_up(count_work(session, MINE))["open"] == 1
