"""Service requests over HTTP: what goes in, what intake hears, what comes out."""

from datetime import UTC, datetime

import pytest

from services.common.caller import Caller
from services.intake import contract as intake

POTHOLE = {
    "service_code": "pothole",
    "description": "Deep hole in the right lane",
    "location": {"lat": 39.08, "long": -77.15, "address": "7300 Carroll Ave"},
    "resident": {"name": "Ana Ortiz", "email": "ana@example.org", "language": "es", "notify": "email"},
}


def opened(message, caller):
    return {
        "number": "482-913-0757",
        "pin": "204817",
        "status": "open",
        "pending": ["jurisdiction", "department"],
        "service": {"code": message["service_code"], "name": "Pothole"},
        "duplicates": [],
        "version": 1,
    }


def view(message, caller):
    return {
        "number": "482-913-0757",
        "status": "open",
        "updated_at": datetime(2026, 11, 20, 15, tzinfo=UTC),
        "version": 7,
    }


def test_opening_a_request_answers_201_with_its_number_and_location(gateway):
    gateway.fakes["intake"].answers["open_request"] = opened

    answer = gateway.ask("POST", "/v1/requests", json=POTHOLE)

    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/requests/482-913-0757"
    assert answer.json()["number"] == "482-913-0757"
    assert answer.json()["links"]["self"] == "/v1/requests/482-913-0757"


def test_intake_hears_what_the_client_sent_with_an_idempotency_key_made_for_it(gateway):
    gateway.fakes["intake"].answers["open_request"] = opened

    gateway.ask("POST", "/v1/requests", json=POTHOLE)

    name, message, caller = gateway.fakes["intake"].heard[0]
    assert name == "open_request"
    assert {k: v for k, v in message.items() if k != "idempotency_key"} == POTHOLE
    assert len(message["idempotency_key"]) == 36
    assert caller == Caller()


def test_the_client_s_idempotency_key_is_passed_on(gateway):
    gateway.fakes["intake"].answers["open_request"] = opened

    gateway.ask("POST", "/v1/requests", json=POTHOLE, headers={"Idempotency-Key": "call-17"})

    assert gateway.fakes["intake"].heard[0][1]["idempotency_key"] == "call-17"


@pytest.mark.parametrize("number", ["482-913-0757", "4829130757", "482%20913%200757"])
def test_a_number_may_be_written_in_any_spacing(gateway, number):
    gateway.fakes["intake"].answers["read_request"] = view

    answer = gateway.ask("GET", f"/v1/requests/{number}")

    assert answer.status_code == 200
    assert gateway.fakes["intake"].heard[0][1] == {"number": number.replace("%20", " ")}


def test_the_pin_in_its_header_makes_the_caller_a_resident(gateway):
    gateway.fakes["intake"].answers["read_request"] = view

    gateway.ask("GET", "/v1/requests/482-913-0757", headers={"Request-Pin": "204817"})

    _, message, caller = gateway.fakes["intake"].heard[0]
    assert message["pin"] == "204817"
    assert caller == Caller(kind="resident", pin="204817")


def test_a_request_s_version_is_its_entity_tag(gateway):
    gateway.fakes["intake"].answers["read_request"] = view

    answer = gateway.ask("GET", "/v1/requests/482-913-0757")
    again = gateway.ask("GET", "/v1/requests/482-913-0757", headers={"If-None-Match": '"7"'})

    assert answer.headers["ETag"] == '"7"'
    assert (again.status_code, again.content) == (304, b"")


def test_an_amendment_carries_the_version_of_if_match(gateway):
    gateway.fakes["intake"].answers["amend_request"] = view
    headers = {"Request-Pin": "204817", "If-Match": '"6"'}

    answer = gateway.ask("PATCH", "/v1/requests/482-913-0757", json={"description": "Deeper now"}, headers=headers)

    assert answer.status_code == 200
    assert gateway.fakes["intake"].heard[0][1]["version"] == 6


def test_an_amendment_without_if_match_is_428(gateway):
    answer = gateway.ask("PATCH", "/v1/requests/482-913-0757", json={}, headers={"Request-Pin": "204817"})

    assert (answer.status_code, answer.json()["code"]) == (428, "VersionRequired")
    assert gateway.heard() == []


def test_a_list_takes_its_filters_from_the_query(gateway):
    gateway.fakes["intake"].answers["find_requests"] = lambda message, caller: {"items": [], "next": None}
    path = "/v1/requests?status=open,assigned&status=closed&limit=5&from=2026-11-01T00:00:00Z"

    answer = gateway.ask("GET", path, headers=gateway.as_staff("agent"))

    assert answer.json() == {"items": [], "next": None}
    assert gateway.fakes["intake"].heard[0][1] == {
        "status": ["open", "assigned", "closed"],
        "limit": 5,
        "since": "2026-11-01T00:00:00Z",
    }


def test_what_intake_refuses_is_a_problem_with_its_status_and_pointers(gateway):
    def refuse(message, caller):
        raise intake.refusals.ServiceTypeNotFound(
            errors=[{"pointer": "/service_code", "detail": "There is no such type."}]
        )

    gateway.fakes["intake"].answers["open_request"] = refuse

    answer = gateway.ask("POST", "/v1/requests", json=POTHOLE)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["type"] == "/docs#service-type-not-found"
    assert answer.json()["trace_id"] == answer.headers["X-Trace-Id"]
    assert answer.json()["errors"] == [{"pointer": "/service_code", "detail": "There is no such type."}]


def test_a_locked_pin_says_when_to_come_back(gateway):
    def refuse(message, caller):
        raise intake.refusals.PinLocked

    gateway.fakes["intake"].answers["read_request"] = refuse

    answer = gateway.ask("GET", "/v1/requests/482-913-0757", headers={"Request-Pin": "111111"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")


def test_the_client_s_trace_goes_on(gateway):
    gateway.fakes["intake"].answers["open_request"] = opened
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    answer = gateway.ask(
        "POST", "/v1/requests", json=POTHOLE, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    )

    assert answer.headers["X-Trace-Id"] == trace
    assert gateway.fakes["intake"].headers[0]["nameko.traceparent"].split("-")[1] == trace
