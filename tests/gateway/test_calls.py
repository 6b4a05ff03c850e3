"""Calls over a real broker: nothing waits longer than it may, and nobody is asked who is not there."""

import asyncio
import time
from contextlib import ExitStack, suppress

import pytest

from gateway.breaker import ANSWERS_TO_CLOSE, FAILURES_TO_OPEN, Breaker
from gateway.broker import Broker, NoAnswer, TooLate
from services.common import clock


async def connected(uri):
    made = Broker(uri)
    made.start()
    async with asyncio.timeout(10):
        while not made.connected:
            await asyncio.sleep(0.01)
    return made


async def exchange(uri, key, seconds):
    made = await connected(uri)
    began = time.monotonic()
    try:
        return await made.exchange(key, b'{"args": [{}], "kwargs": {}}', {}, seconds, seconds)
    except NoAnswer as refusal:
        return refusal, time.monotonic() - began
    finally:
        await made.stop()


def test_a_service_that_has_never_been_there_is_known_at_once(broker, around):
    refusal, seconds = asyncio.run(exchange(broker.amqp_uri, "nobody.locate", 5))

    assert isinstance(refusal, NoAnswer)
    assert seconds < 2


def test_a_call_that_is_not_answered_ends_at_its_deadline(broker, around):
    fakes, _, _ = around
    fakes["geo"].silent = True

    refusal, seconds = asyncio.run(exchange(broker.amqp_uri, "geo.locate", 0.3))

    assert isinstance(refusal, NoAnswer)
    assert 0.3 <= seconds < 2


def test_without_a_broker_a_call_ends_at_once():
    with pytest.raises(NoAnswer):
        asyncio.run(Broker("amqp://guest:guest@127.0.0.1:1/").exchange("geo.locate", b"{}", {}, 5, 5))


@pytest.fixture
def seconds(monkeypatch):
    passed = [1000.0]
    monkeypatch.setattr(clock, "monotonic_seconds", lambda: passed[0])
    return passed


def meet(breaker, outcome=None):
    """Make one call that ends so; returns whether it was let through."""
    tried = False
    try:
        with breaker.call():
            tried = True
            if outcome:
                raise outcome
    except NoAnswer:
        return tried
    return True


@pytest.fixture
def opened(seconds):
    breaker = Breaker("kb")
    for _ in range(FAILURES_TO_OPEN):
        meet(breaker, NoAnswer())
    return breaker


def test_a_breaker_opens_after_three_failures_in_a_row(seconds):
    breaker = Breaker("kb")

    for outcome in (NoAnswer(), NoAnswer(), None, NoAnswer(), NoAnswer(), NoAnswer()):
        meet(breaker, outcome)

    assert FAILURES_TO_OPEN == 3
    assert not breaker.closed
    assert not meet(breaker)


def test_a_service_that_answers_others_is_busy_and_no_reason_to_open(seconds):
    breaker = Breaker("kb")

    for _ in range(20):
        meet(breaker, TooLate())

    assert breaker.closed


def test_an_open_breaker_lets_one_call_a_second_try_and_never_two_at_once(opened, seconds):
    seconds[0] += 1.1
    with opened.call():
        seconds[0] += 5
        meanwhile = meet(opened)

    assert not meanwhile


def test_a_service_that_comes_back_is_let_in_by_and_by(opened, seconds):
    seconds[0] += 1.1

    at_once = []
    for _ in range(5):
        with ExitStack() as under_way:
            at_once.append(0)
            with suppress(NoAnswer):
                while True:
                    under_way.enter_context(opened.call())
                    at_once[-1] += 1

    assert at_once == [1, 2, 4, 8, 16]
    assert opened.closed
    assert ANSWERS_TO_CLOSE == 16


def test_a_service_that_falls_silent_again_is_tried_anew_from_one(opened, seconds):
    seconds[0] += 1.1
    meet(opened)
    meet(opened, NoAnswer())

    tried = [meet(opened)]
    seconds[0] += 1.1
    tried.append(meet(opened))

    assert tried == [False, True]
