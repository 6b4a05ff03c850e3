"""The broker is dead (SIGKILL): what still works, and how the rest is refused."""

import time

import pytest

from deploy import processes
from gateway.breaker import ANSWERS_TO_CLOSE
from services.intake import contract as intake
from tests.gateway.test_door import answers_by_rpc, open_within_two_seconds
from tests.gateway.test_requests import opened, view


@pytest.fixture(scope="module")
def dead_broker(broker, running):
    broker.kill()
    yield
    broker.start()
    processes.wait_until(running.listeners.listening.is_set, 30, "the fakes' return")
    again = "so many answers by RPC that the breaker is closed"
    processes.wait_until(lambda: all(answers_by_rpc(running) for _ in range(ANSWERS_TO_CLOSE)), 30, again)


@pytest.fixture
def alone(dead_broker, gateway):
    gateway.fakes["intake"].answers |= {"open_request": opened, "read_request": view}
    return gateway


def test_a_request_is_opened_and_read_through_the_door(alone):
    answer = open_within_two_seconds(alone)
    read = alone.ask("GET", "/v1/requests/482-913-0757")

    assert (answer.status_code, answer.json()["pending"]) == (201, ["jurisdiction", "department"])
    assert (read.status_code, read.headers["ETag"]) == (200, '"7"')
    assert alone.fakes["intake"].through_door == ["open_request", "read_request"]


def test_other_calls_are_503_with_retry_after(alone):
    answer = alone.ask("GET", "/v1/services")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_the_door_sees_a_signed_caller_a_deadline_and_the_trace(alone):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    open_within_two_seconds(alone, traceparent=f"00-{trace}-00f067aa0ba902b7-01")

    headers = alone.fakes["intake"].headers[-1]
    assert alone.fakes["intake"].heard[-1][2].kind == "anonymous"
    assert headers["traceparent"].split("-")[1] == trace
    assert 0 < float(headers["X-Hub311-Deadline"]) - time.time() < 2


def test_what_intake_refuses_at_the_door_is_the_same_problem(alone):
    def refuse(message, caller):
        raise intake.refusals.WrongPin

    alone.fakes["intake"].answers["read_request"] = refuse

    answer = alone.ask("GET", "/v1/requests/482-913-0757", headers={"Request-Pin": "111111"})

    assert (answer.status_code, answer.json()["code"]) == (403, "WrongPin")


def test_the_system_stays_ready_while_requests_can_be_taken(alone):
    answer = alone.ask("GET", "/ready")

    assert answer.status_code == 200
    assert answer.json()["broker"] is False
