"""Writes with an idempotency key happen once, whoever repeats them gets the first answer."""

import pytest

from services.common.caller import Caller
from services.common.errors import KeyUsedOtherwise
from services.common.idempotency import once
from services.routing.contract import SET_MEMBER

MANAGER = Caller("staff", "manager-dot")
WISH = {"department": "dot", "subject": "crew-4", "tier": "employee", "idempotency_key": "k-1"}


def write(desk, message, caller=MANAGER, answers=None):
    counted = answers if answers is not None else []

    def act():
        counted.append(1)
        return {name: message[name] for name in ("department", "subject", "tier")}

    with desk.store.transaction() as session:
        return once(session, SET_MEMBER, (message, caller), act)


def test_a_repeated_write_gets_the_first_answer_and_is_not_carried_out(desk):
    done = []
    first = write(desk, WISH, answers=done)

    second = write(desk, WISH, answers=done)

    assert (first == second, len(done)) == (True, 1)


def test_a_key_with_another_body_is_refused(desk):
    write(desk, WISH)

    with pytest.raises(KeyUsedOtherwise):
        write(desk, WISH | {"tier": "manager"})


def test_another_callers_key_is_another_key(desk):
    done = []
    write(desk, WISH, answers=done)

    write(desk, WISH, Caller("staff", "manager-waste"), answers=done)

    assert len(done) == 2


def test_without_a_key_every_write_is_carried_out(desk):
    done = []

    for _ in range(2):
        write(desk, WISH | {"idempotency_key": None}, answers=done)

    assert len(done) == 2


def test_a_refused_write_does_not_use_its_key_up(desk):
    def refuse():
        raise KeyError

    with pytest.raises(KeyError), desk.store.transaction() as session:
        once(session, SET_MEMBER, (WISH, MANAGER), refuse)

    assert write(desk, WISH)["subject"] == "crew-4"
