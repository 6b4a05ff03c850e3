"""Claims: who sends what, with several senders, processes and deaths."""

from datetime import timedelta

import pytest

from services.common import clock
from services.notify.claims import claim_mails, free_orphans, release, renew
from tests.notify.desk import an_event, messages, tell

SOON = timedelta(seconds=1)


def claim(store, owner="sender-1", most=10, at=None):
    with store.transaction() as session:
        return claim_mails(session, owner, at or clock.now() + SOON, most)


def test_a_message_is_claimed_by_one_sender(store, writer):
    tell(store, writer, an_event())

    assert len(claim(store, "sender-1")) == 1
    assert claim(store, "sender-2") == []


def test_two_senders_at_the_same_time_take_different_messages(store, writer):
    if not store.on_postgresql:
        pytest.skip("SQLite has one writer at a time")
    tell(store, writer, *(an_event(number=f"100-000-000{n}") for n in range(4)))

    with store.transaction() as first, store.transaction() as second:
        one = claim_mails(first, "sender-1", clock.now() + SOON, 2)
        two = claim_mails(second, "sender-2", clock.now() + SOON, 2)

    assert len({row["id"] for row in one + two}) == 4


def test_what_is_not_due_is_left(store, writer):
    tell(store, writer, an_event())

    assert claim(store, at=clock.now() - timedelta(hours=1)) == []


def test_what_was_given_back_is_claimed_again_and_no_attempt_is_counted(store, writer):
    tell(store, writer, an_event())
    (row,) = claim(store)
    with store.transaction() as session:
        release(session, "sender-1", [row["id"]], clock.now())

    assert messages(store)[0]["attempts"] == 0
    assert len(claim(store, "sender-2")) == 1


def test_what_a_dead_sender_held_is_freed_after_its_lease_and_counted_as_ambiguous(store, writer):
    tell(store, writer, an_event())
    claim(store)

    with store.transaction() as session:
        early = free_orphans(session, clock.now() + timedelta(seconds=5))
        late = free_orphans(session, clock.now() + timedelta(seconds=30))

    assert (early, late) == (0, 1)
    assert messages(store)[0]["ambiguous"] == 1


def test_a_living_sender_keeps_what_it_renews(store, writer):
    tell(store, writer, an_event())
    (row,) = claim(store)
    later = clock.now() + timedelta(seconds=10)

    with store.transaction() as session:
        renew(session, "sender-1", [row["id"]], later)
        freed = free_orphans(session, later + timedelta(seconds=10))

    assert freed == 0
