"""The emergency door: requests are opened and read while intake's queue is silent or the broker in alarm."""

import time

import pytest

from deploy import processes
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
    processes.wait_until(lambda: answers_by_rpc(gateway), 30, "an answer by RPC again")


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


def test_a_silent_service_without_a_door_is_503_at_its_deadline(taught):
    taught.fakes["kb"].silent = True

    answer = taught.ask("GET", "/v1/articles/bulky-waste")

    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "TooLate", "2")
