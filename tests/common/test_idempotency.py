"""Writes happen once: a repeated key gets the first answer, another body with it is refused."""

import pytest
from sqlalchemy import func, select

from services.common import idempotency
from services.common.caller import Caller
from services.common.errors import KeyUsedOtherwise
from services.common.idempotency import KEYS, Wanted
from tests.common.probe_contract import KEEP
from tests.common.together import at_once

AGENT = Caller(kind="staff", subject="agent-1")
OTHER = Caller(kind="staff", subject="agent-2")


def keep(store, key, text="pothole", caller=AGENT, done=None):
    """Write once; `done` collects what was really done."""
    made = done if done is not None else []

    def act():
        made.append(text)
        return {"count": len(made)}

    with store.transaction() as session:
        return idempotency.once(session, KEEP, ({"text": text, "idempotency_key": key}, caller), act)


def test_a_repeated_key_gets_the_first_answer_and_does_nothing(store):
    intake, done = store("intake"), []

    answers = [keep(intake, "k-1", done=done) for _ in range(3)]

    assert answers == [{"count": 1}] * 3
    assert done == ["pothole"]


def test_another_body_with_the_same_key_is_refused(store):
    intake = store("intake")
    keep(intake, "k-1")

    with pytest.raises(KeyUsedOtherwise):
        keep(intake, "k-1", text="graffiti")


def test_without_a_key_everything_is_done(store):
    intake, done = store("intake"), []

    for _ in range(2):
        keep(intake, None, done=done)

    assert done == ["pothole", "pothole"]


def test_the_same_key_of_somebody_else_is_another_key(store):
    intake, done = store("intake"), []

    keep(intake, "k-1", done=done)
    keep(intake, "k-1", caller=OTHER, done=done)

    assert len(done) == 2


def test_a_key_of_a_write_that_failed_is_free_again(store):
    intake, done = store("intake"), []

    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_failing(intake, fail)

    assert keep(intake, "k-1", done=done) == {"count": 1}


def write_failing(store, act):
    """A write that fails in the middle."""
    with store.transaction() as session:
        idempotency.once(session, KEEP, ({"text": "pothole", "idempotency_key": "k-1"}, AGENT), act)


def test_two_at_once_with_one_key_do_it_once(on_postgresql, store):
    url, done = on_postgresql.migrated("intake"), []
    one, two = store("intake", url), store("intake", url)

    for n in range(10):
        answers = at_once(lambda n=n: keep(one, f"k-{n}", done=done), lambda n=n: keep(two, f"k-{n}", done=done))
        assert answers[0] == answers[1]

    assert len(done) == 10


def wanted(key, text="pothole"):
    """A write of a group."""
    return Wanted("keep", AGENT, {"text": text, "idempotency_key": key}, {"count": len(text)})


def test_a_group_learns_which_of_its_writes_are_new(store):
    intake = store("intake")
    with intake.transaction() as session:
        idempotency.claim(session, [wanted("k-1")])

    with intake.transaction() as session:
        known = idempotency.claim(session, [wanted("k-1"), wanted("k-2"), wanted(None), wanted("k-2")])

    assert known == [{"count": 7}, None, None, {"count": 7}]


def test_groups_with_the_same_keys_in_opposite_order_do_not_hinder_each_other(on_postgresql, store):
    url = on_postgresql.migrated("intake")
    one, two = store("intake", url), store("intake", url)

    def claim(db, keys):
        with db.transaction() as session:
            return idempotency.claim(session, [wanted(key) for key in keys])

    for n in range(10):
        keys = [f"k-{n}-{i}" for i in range(50)]
        at_once(lambda keys=keys: claim(one, keys), lambda keys=keys: claim(two, keys[::-1]))

    with one.reading() as session:
        assert session.execute(select(func.count()).select_from(KEYS)).scalar_one() == 500
