"""What happens at once in several processes: the database decides, and each outcome is one that could be alone."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from services.common import outbox
from services.common.caller import Caller
from services.common.errors import Refusal
from services.common.idempotency import once
from services.routing.contract import SET_MEMBER
from services.routing.feed.pages import list_feed
from services.routing.feed.positions import assign_positions
from services.routing.work import rerouting, steps
from tests.routing.desk import opened
from tests.routing.sample import a_place

AT_ONCE = 4
DONE = {"code": "done", "text": "The pothole is filled."}
NOT_OURS = {"reason": "That is a private drive", "reason_code": "not_ours"}


@pytest.fixture(autouse=True)
def only_where_there_are_several_writers(databases_of_kind):
    """SQLite has one writer: there is nothing to see."""
    if databases_of_kind.kind != "postgresql":
        pytest.skip("SQLite has one writer: there is nothing to see")


def together(*acts):
    """Run all at the same moment; return what each answered or refused."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait(10)
        try:
            return act()
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_several_who_accept_at_once_one_succeeds(desk):
    desk.open(opened())

    outcomes = together(*[lambda: desk.move(steps.accept)] * AT_ONCE)

    assert sorted(outcomes, key=str) == ["AlreadyAccepted"] * (AT_ONCE - 1) + [None]
    assert desk.said_types() == ["request_assigned", "assignment_accepted"]


def test_returned_and_completed_at_once_is_one_of_both(desk):
    desk.open(opened(), place=a_place("private"))
    desk.move(steps.accept)

    together(
        lambda: desk.move(steps.complete, DONE),
        lambda: desk.change_hands(rerouting.return_assignment, NOT_OURS),
    )

    ends = [kind for kind in desk.said_types() if kind in ("assignment_completed", "assignment_returned")]
    assert len(ends) == 1
    assert desk.current() is not None


def test_the_same_batch_in_two_processes_is_routed_once(desk):
    batch = [opened(f"10000000{i:02d}") for i in range(20)]

    together(lambda: desk.open(*batch), lambda: desk.open(*reversed(batch)))

    assert sorted(said["subject"] for said in desk.said()) == [event.subject for event in batch]


def test_two_relays_that_both_believe_to_be_active_give_each_event_one_position(desk):
    desk.open(*(opened(f"10000000{i:02d}") for i in range(50)))

    def relay():
        with desk.store.transaction() as session:
            rows = outbox.unpublished(session, 500)
            assign_positions(session, rows)
        return [row["body"] for row in rows]

    first, *others = together(*[relay] * AT_ONCE)

    with desk.store.reading() as session:
        feed = list_feed(session, "dot", 0, 250)["items"]
    assert all(other == first for other in others)
    assert [event["position"] for event in feed] == list(range(1, 51))


def test_a_key_that_is_used_at_once_carries_one_write_out(desk):
    message = {"department": "dot", "subject": "crew-4", "tier": "employee", "idempotency_key": "k-1"}
    done = []

    def write():
        def act():
            done.append(1)
            return {name: message[name] for name in ("department", "subject", "tier")}

        with desk.store.transaction() as session:
            return once(session, SET_MEMBER, (message, Caller("staff", "manager-dot")), act)

    answers = together(*[write] * AT_ONCE)

    assert (len(done), len({str(answer) for answer in answers})) == (1, 1)
