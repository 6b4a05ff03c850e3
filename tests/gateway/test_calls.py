"""Calls over a real broker: nothing waits longer than it may, and nobody is asked who is not there."""

import asyncio
import time

import pytest

from gateway.broker import Broker, NoAnswer, TooLate
from gateway.calls import FAILURES_TO_OPEN, Breaker
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
        return await made.exchange(key, b'{"args": [{}], "kwargs": {}}', {}, seconds)
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

    assert isinstance(refusal, TooLate)
    assert 0.3 <= seconds < 2


def test_without_a_broker_a_call_ends_at_once():
    with pytest.raises(NoAnswer):
        asyncio.run(Broker("amqp://guest:guest@127.0.0.1:1/").exchange("geo.locate", b"{}", {}, 5))


@pytest.fixture
def seconds(monkeypatch):
    passed = [1000.0]
    monkeypatch.setattr(clock, "monotonic_seconds", lambda: passed[0])
    return passed


def test_a_breaker_opens_after_three_failures_in_a_row(seconds):
    breaker = Breaker("kb")

    for answered in (False, False, True, False, False, False):
        breaker.note(answered)

    assert FAILURES_TO_OPEN == 3
    assert not breaker.closed
    assert not breaker.lets_through()


def test_an_open_breaker_lets_one_call_a_second_through_and_closes_with_an_answer(seconds):
    breaker = Breaker("kb")
    for _ in range(3):
        breaker.note(answered=False)

    seconds[0] += 1.1
    tried = [breaker.lets_through(), breaker.lets_through()]
    breaker.note(answered=True)

    assert tried == [True, False]
    assert breaker.lets_through()
