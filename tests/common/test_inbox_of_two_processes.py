"""Two processes of a service hear at the same time: PostgreSQL decides who handles what."""

import threading

import pytest
from sqlalchemy import text

from deploy.processes import wait_until
from tests.common.ledger import NUMBER, Desk, Ledger, heard
from tests.common.together import at_once

WAITS_FOR_A_LOCK = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def desks(on_postgresql, store):
    """Two inboxes on one database."""
    url = on_postgresql.migrated("intake")
    return Desk(store("intake", url)), Desk(store("intake", url))


class Slow(Ledger):
    """Fails once somebody else waits for its row."""

    def __init__(self, store) -> None:
        super().__init__()
        self.store = store
        self.entered = threading.Event()

    def hear_requests(self, session, events) -> None:
        """Hold the row until the other process wants it, then fail."""
        self.entered.set()
        wait_until(self._wanted, 10, "the other process at the row")
        raise ValueError("failed while another process waits")

    hear_requests.hears = Ledger.hear_requests.hears

    def _wanted(self) -> bool:
        with self.store.reading() as session:
            return session.execute(text(WAITS_FOR_A_LOCK)).scalar_one() > 0


def test_an_event_that_two_processes_hear_at_once_is_handled_once(desks):
    one, two = desks
    events = [heard(subject=f"100-200-{n:04d}") for n in range(20)]

    for event in events:
        at_once(lambda event=event: one.take(event), lambda event=event: two.take(event))

    assert one.effects() == [1] * 20


def test_batches_with_the_same_events_in_opposite_order_do_not_hinder_each_other(desks):
    one, two = desks
    batches = [[heard(subject=f"100-{r:03d}-{n:04d}") for n in range(50)] for r in range(10)]

    for batch in batches:
        at_once(lambda batch=batch: one.take(*batch), lambda batch=batch: two.take(*reversed(batch)))

    assert one.effects() == [1] * 500


def test_events_of_one_subject_spread_over_two_processes_are_handled_in_order(desks):
    one, two = desks
    events = [heard(n) for n in range(1, 41)]

    at_once(lambda: [one.take(e) for e in events[::2]], lambda: [two.take(e) for e in events[1::2]])
    for _ in range(len(events)):
        one.pass_by(10)
        at_once(one.run_due, two.run_due)

    assert one.effects() == list(range(1, 41))


def test_a_waiting_event_that_two_processes_retry_at_once_is_handled_once(desks):
    one, two = desks
    one.service.sick = {NUMBER}
    one.take(heard())
    one.service.sick = set()
    one.pass_by(6)

    at_once(one.run_due, two.run_due)

    assert one.effects() == [1]


def test_a_failure_is_forgotten_when_the_other_process_handles_the_event(desks, store):
    one, two = desks
    event = heard()
    one.service.sick = {NUMBER}
    one.take(event)
    one.pass_by(6)
    slow = Desk(one.store, service=Slow(store("intake", str(one.store.engine.url.render_as_string(False)))))

    def second() -> None:
        slow.service.entered.wait(10)
        two.run_due()

    at_once(slow.run_due, second)

    assert (one.row(event).state, one.effects()) == ("handled", [1])
