"""Reconciliation: every difference is named, none is invented, and nobody learns of another department's work."""

import pytest
from sqlalchemy import select

from services.routing.contract import reconciliation as contract
from services.routing.feed import reconciling
from services.routing.models import Assignment
from services.routing.work import rerouting, steps
from tests.routing.desk import opened
from tests.routing.test_feed import prepare

NUMBERS = [f"111-111-111{n}" for n in range(6)]


class Comparing:
    """A department that says what it has, on a desk's store."""

    def __init__(self, desk):
        self.desk, self.db = desk, desk.store

    def reconcile(self, items, position, department="dot"):
        """Open, list in portions of two, finish; return the reconciliation and its differences by assignment."""
        with self.db.transaction() as session:
            made = reconciling.open_reconciliation(session, department, position)
        said = [{"id": i, "status": status} for i, status in items.items()]
        for start in range(0, len(said), 2):
            with self.db.transaction() as session:
                reconciling.add_items(session, reconciling.find(session, made["id"]), said[start : start + 2])
        with self.db.transaction() as session:
            found = reconciling.finish(session, reconciling.find(session, made["id"]))
        return found, self.differences(made["id"])

    def differences(self, reconciliation_id):
        wanted = {"id": reconciliation_id, "limit": 250, "cursor": None}
        with self.db.reading() as session:
            found = reconciling.differences(session, wanted)["items"]
        return {one["assignment_id"]: (one["kind"], one["here"], one["there"]) for one in found}

    def work(self, department="dot"):
        """The department's work as it is here: status by id, oldest first."""
        query = select(Assignment.id, Assignment.status).where(Assignment.department == department)
        with self.db.reading() as session:
            return {row.id: row.status for row in session.execute(query.order_by(Assignment.id))}


@pytest.fixture
def comparing(desk):
    desk.open(*[opened(number) for number in NUMBERS])
    prepare(desk)
    return Comparing(desk)


def test_a_department_that_has_everything_differs_in_nothing(comparing):
    found, differences = comparing.reconcile(comparing.work(), 6)

    assert differences == {}
    assert (found["state"], found["listed"], found["moving"]) == ("finished", 6, 0)


def test_every_difference_is_named_with_both_sides(comparing):
    work = comparing.work()
    lost, done, other, *_ = work
    said = {i: status for i, status in work.items() if i != lost}
    said |= {done: "completed", other: "accepted", "none-of-ours": "assigned"}

    found, differences = comparing.reconcile(said, 6)

    assert differences == {
        lost: ("missing_there", "assigned", None),
        done: ("differs", "assigned", "completed"),
        other: ("differs", "assigned", "accepted"),
        "none-of-ours": ("unknown_here", None, "assigned"),
    }
    assert (found["missing_there"], found["unknown_here"], found["differing"]) == (1, 1, 2)


def test_work_that_is_finished_need_not_be_listed_and_is_compared_when_it_is(comparing):
    comparing.desk.end("withdrawn", NUMBERS[0])
    prepare(comparing.desk)
    work = comparing.work()
    ended = next(i for i, status in work.items() if status == "withdrawn")

    without, nothing = comparing.reconcile({i: s for i, s in work.items() if i != ended}, 7)
    _, still_open = comparing.reconcile(work | {ended: "accepted"}, 7)

    assert nothing == {}
    assert without["listed"] == 5
    assert still_open == {ended: ("differs", "withdrawn", "accepted")}


@pytest.mark.parametrize("published", [True, False], ids=["in the feed", "not yet published"])
def test_work_that_has_moved_since_the_position_is_left_for_the_next_time(comparing, published):
    work = comparing.work()
    comparing.desk.move(steps.accept, number=NUMBERS[0])
    if published:
        prepare(comparing.desk)

    found, differences = comparing.reconcile(work, 6)

    assert (differences, found["moving"]) == ({}, 1)


def test_another_departments_work_is_unknown_also_after_it_changed_hands(comparing):
    before = comparing.work()
    comparing.desk.change_hands(rerouting.reassign, "recreation", "It lies in the park", number=NUMBERS[0])
    prepare(comparing.desk)
    [theirs] = comparing.work("recreation")

    _, differences = comparing.reconcile(comparing.work() | {theirs: "assigned"}, 7)

    assert theirs not in before
    assert differences == {theirs: ("unknown_here", None, "assigned")}


def test_a_position_that_the_feed_has_not_reached_is_refused(comparing):
    with comparing.db.transaction() as session, pytest.raises(contract.AheadOfFeed):
        reconciling.open_reconciliation(session, "dot", 7)


def test_what_was_begun_and_not_finished_is_forgotten(comparing):
    with comparing.db.transaction() as session:
        first = reconciling.open_reconciliation(session, "dot", 6)["id"]
        reconciling.add_items(session, reconciling.find(session, first), [{"id": "a", "status": "held"}])

    _, differences = comparing.reconcile(comparing.work(), 6)

    assert differences == {}
    with comparing.db.reading() as session, pytest.raises(contract.ReconciliationNotFound):
        reconciling.find(session, first, lock=False)


def test_to_finish_twice_says_it_once_and_to_add_then_is_refused(comparing):
    found, _ = comparing.reconcile(comparing.work(), 6)

    with comparing.db.transaction() as session:
        row = reconciling.find(session, found["id"])
        assert reconciling.finish(session, row)["finished_at"] is not None
        with pytest.raises(contract.ReconciliationFinished):
            reconciling.add_items(session, row, [{"id": "a", "status": "held"}])

    assert comparing.desk.said_types().count("reconciliation_done") == 1


def test_operations_see_what_the_last_one_found(comparing):
    comparing.reconcile({}, 6)

    with comparing.db.reading() as session:
        assert reconciling.last_differences(session) == {"dot": 6}
