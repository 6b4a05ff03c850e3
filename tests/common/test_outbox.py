"""What a service says: rows in the transaction that makes them true, numbered per subject without holes."""

import contextlib
import json

import pytest
from sqlalchemy import select

from services.common import outbox
from services.common.envelope import Event
from services.common.outbox import OUTBOX
from tests.common.ledger import NUMBER, OTHER
from tests.common.together import at_once


def said(store):
    """Every row of the outbox in order."""
    with store.reading() as session:
        return session.execute(select(OUTBOX).order_by(OUTBOX.c.id)).all()


def say(store, *subjects, **data):
    """Say an event about each subject in one transaction."""
    with store.transaction() as session:
        outbox.say(session, [Event("request_opened", subject, data) for subject in subjects])


def test_sequences_count_each_subject_from_one(store):
    intake = store("intake")

    say(intake, NUMBER, OTHER, NUMBER)
    say(intake, NUMBER)

    assert [(r.subject, r.sequence) for r in said(intake)] == [(NUMBER, 1), (OTHER, 1), (NUMBER, 2), (NUMBER, 3)]


def test_events_said_twice_in_a_transaction_go_on_counting(store):
    intake = store("intake")

    with intake.transaction() as session:
        outbox.say(session, [Event("request_opened", NUMBER, {})])
        outbox.say(session, [Event("request_closed", NUMBER, {})])

    assert [r.sequence for r in said(intake)] == [1, 2]


def test_an_event_of_a_transaction_that_fails_was_never_said(store):
    intake = store("intake")

    with contextlib.suppress(ZeroDivisionError), intake.transaction() as session:
        outbox.say(session, [Event("request_opened", NUMBER, {})])
        raise ZeroDivisionError
    say(intake, NUMBER)

    assert [r.sequence for r in said(intake)] == [1]


def test_a_message_carries_the_row(store):
    intake = store("intake")

    with intake.transaction() as session:
        outbox.say(session, [Event("request_opened", NUMBER, {"number": NUMBER}, "dot", "District 3")])

    [row] = said(intake)
    message = json.loads(row.body)
    assert (message["id"], message["subject"], message["sequence"]) == (row.event_id, NUMBER, "0000000001")
    assert row.routing_key == "request_opened.dot.district-3"


def test_an_event_over_256_kb_is_refused_and_nothing_is_kept(store):
    intake = store("intake")

    with pytest.raises(ValueError, match="262144"):
        say(intake, NUMBER, text="x" * 262144)

    assert said(intake) == []


def test_a_commit_that_said_something_wakes_the_relay(store):
    intake, woken = store("intake"), []
    intake.wake = lambda: woken.append(1)

    say(intake, NUMBER)

    assert woken == [1]


@pytest.mark.parametrize("works", [True, False], ids=["a commit that said nothing", "a transaction that failed"])
def test_the_relay_sleeps_on_after(store, works):
    intake, woken = store("intake"), []
    intake.wake = lambda: woken.append(1)

    try:
        with intake.transaction() as session:
            session.execute(select(OUTBOX))
            if not works:
                outbox.say(session, [Event("request_opened", NUMBER, {})])
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert woken == []


def test_events_since_a_sequence_come_in_order(store):
    intake = store("intake")
    say(intake, *[NUMBER] * 5)

    with intake.reading() as session:
        found = outbox.since(session, NUMBER, 2)

    assert [int(json.loads(row["body"])["sequence"]) for row in found] == [3, 4, 5]


def test_what_is_confirmed_is_not_published_again(store):
    intake = store("intake")
    say(intake, *[NUMBER] * 3)

    with intake.transaction() as session:
        outbox.mark_published(session, [row["id"] for row in outbox.unpublished(session, 2)])

    with intake.reading() as session:
        assert [row["sequence"] for row in outbox.unpublished(session, 10)] == [3]


def test_two_processes_that_speak_of_one_subject_leave_no_hole_and_no_double(on_postgresql, store):
    url = on_postgresql.migrated("intake")
    one, two = store("intake", url), store("intake", url)

    at_once(lambda: [say(one, NUMBER) for _ in range(50)], lambda: [say(two, NUMBER) for _ in range(50)])

    assert [r.sequence for r in said(one)] == list(range(1, 101))


def test_two_processes_that_speak_of_subjects_in_opposite_order_do_not_hinder_each_other(on_postgresql, store):
    url = on_postgresql.migrated("intake")
    one, two = store("intake", url), store("intake", url)
    subjects = [f"100-200-{n:04d}" for n in range(30)]

    at_once(
        lambda: [say(one, *subjects) for _ in range(10)], lambda: [say(two, *reversed(subjects)) for _ in range(10)]
    )

    assert sorted(r.sequence for r in said(one) if r.subject == subjects[0]) == list(range(1, 21))
