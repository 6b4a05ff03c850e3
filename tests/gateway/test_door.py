"""The emergency door: requests are opened and read while intake's queue is silent or the broker in alarm."""

import asyncio
import time

import pytest

from deploy import processes
from gateway.breaker import ANSWERS_TO_CLOSE
from tests.gateway.test_requests import POTHOLE, opened, view

ALARMS = {
    "memory": (("set_vm_memory_high_watermark", "absolute", "1MB"), ("set_vm_memory_high_watermark", "0.6")),
    "disk": (("set_disk_free_limit", "999999999999999"), ("set_disk_free_limit", "50MB")),
}


def answers_by_rpc(gateway):
    through = len(gateway.fakes["intake"].through_door)
    answer = gateway.ask("GET", "/v1/requests/482-913-0757")
    return answer.status_code < 500 and len(gateway.fakes["intake"].through_door) == through


def open_within_two_seconds(gateway, **headers):
    began = time.monotonic()
    answer = gateway.ask("POST", "/v1/requests", json=POTHOLE, headers=headers)
    assert time.monotonic() - began < 2
    return answer


@pytest.fixture
def taught(gateway):
    gateway.fakes["intake"].answers |= {"open_request": opened, "read_request": view}
    yield gateway
    gateway.fakes["intake"].silent = False
    again = "so many answers by RPC that the breaker is closed"
    processes.wait_until(lambda: all(answers_by_rpc(gateway) for _ in range(ANSWERS_TO_CLOSE)), 30, again)


@pytest.mark.parametrize("alarm", ALARMS)
def test_with_the_broker_in_alarm_a_request_is_opened(taught, broker, alarm):
    begin, end = ALARMS[alarm]
    broker.ctl(*begin)
    try:
        answers = [open_within_two_seconds(taught) for _ in range(5)]
    finally:
        broker.ctl(*end)

    assert [answer.status_code for answer in answers] == [201] * 5
    assert taught.fakes["intake"].through_door.count("open_request") >= 4


def test_a_call_that_nobody_answers_goes_through_the_door_with_the_same_key(taught):
    taught.fakes["intake"].silent = True

    answer = open_within_two_seconds(taught, **{"Idempotency-Key": "call-17"})

    assert answer.status_code == 201
    assert taught.fakes["intake"].through_door == ["open_request"]
    assert taught.fakes["intake"].heard[0][1]["idempotency_key"] == "call-17"


def test_after_three_calls_without_an_answer_the_door_is_tried_first(taught):
    taught.fakes["intake"].silent = True
    for _ in range(3):
        open_within_two_seconds(taught)

    began = time.monotonic()
    answer = open_within_two_seconds(taught)

    assert answer.status_code == 201
    assert time.monotonic() - began < 0.6


def test_a_busy_service_is_not_asked_a_second_time_by_its_door(taught):
    taught.fakes["intake"].pace_seconds = 0.4

    answers = asyncio.run(all_at_once(taught, 6))

    assert {answer.status_code for answer in answers} == {201, 503}
    assert {answer.headers["Retry-After"] for answer in answers if answer.status_code == 503} == {"2"}
    assert taught.fakes["intake"].through_door == []


async def all_at_once(gateway, count):
    asked = [asyncio.to_thread(gateway.fresh, "POST", "/v1/requests", json=POTHOLE) for _ in range(count)]
    return await asyncio.gather(*asked)


def test_a_service_that_falls_silent_while_others_wait_is_asked_by_its_door(taught):
    taught.fakes["intake"].silent = True

    answers = asyncio.run(all_at_once(taught, 5))

    assert [answer.status_code for answer in answers] == [201] * 5
    assert taught.fakes["intake"].through_door == ["open_request"] * 5


def test_a_silent_service_without_a_door_is_503_at_its_deadline(taught):
    taught.fakes["kb"].silent = True

    answer = taught.ask("GET", "/v1/articles/bulky-waste")

    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "NoAnswer", "2")
