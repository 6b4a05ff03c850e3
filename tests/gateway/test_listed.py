"""Calls by telephone over HTTP: one, a list, or a table, and what is wrong in them."""

import pytest

ONE = {"id": "acd-1", "talk_seconds": 90, "abandoned": False}
TWO = {"id": "acd-2", "started_at": "2026-11-20T15:00:00Z", "abandoned": True}
TABLE = "id,started_at,talk_seconds,abandoned\nacd-1,,90,false\nacd-2,2026-11-20T15:00:00Z,,yes\n"
CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def post(gateway):
    """Tell of calls as a supervisor."""
    gateway.fakes["intake"].answers["record_calls"] = lambda message, caller: {
        "new": len(message["calls"]),
        "items": [{"id": call["id"], "screen_pop": f"/v1/calls/{call['id']}"} for call in message["calls"]],
    }

    def ask(headers=None, **body):
        who = gateway.as_staff("supervisor") | (headers or {})
        return gateway.ask("POST", "/v1/calls", headers=who, **body)

    return ask


@pytest.mark.parametrize("body", [ONE, [ONE], {"calls": [ONE]}], ids=["one", "a list of one", "the member"])
def test_a_call_is_told_in_any_form(gateway, post, body):
    answer = post(json=body)

    assert (answer.status_code, answer.json()["new"]) == (200, 1)
    assert gateway.fakes["intake"].heard[0][1]["calls"] == [ONE]


def test_a_table_says_the_same_as_a_list(gateway, post):
    answer = post(CSV, data=TABLE.encode())

    assert answer.json()["new"] == 2
    assert gateway.fakes["intake"].heard[0][1]["calls"] == [ONE, TWO]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, {"json": [1]}, 400),
        ({}, {"json": []}, 422),
        ({}, {"json": [ONE, ONE]}, 422),
        ({}, {"json": ONE | {"caller": "240-555-0100"}}, 422),
        (CSV, {"data": b"id,caller\nacd-1,240-555-0100\n"}, 422),
        (CSV, {"data": b"id\nacd-1,1\n"}, 400),
        (CSV, {"data": b"id,talk_seconds\nacd-1,long\n"}, 422),
        (CSV, {"data": b"\xff\xfe"}, 400),
        ({"Content-Type": "text/plain"}, {"data": b"acd-1"}, 415),
    ],
    ids=["no object", "none", "twice", "a caller", "a caller's column", "too many cells", "no number", "bytes", "text"],
)
def test_what_is_no_list_of_calls_is_refused(gateway, post, headers, body, status):
    assert post(headers, **body).status_code == status
    assert gateway.fakes["intake"].heard == []


def test_a_fault_in_a_row_is_pointed_to(post):
    answer = post(CSV, data=b"id,talk_seconds\nacd-1,90\nacd-2,-1\n")

    assert [error["pointer"] for error in answer.json()["errors"]] == ["/calls/1/talk_seconds"]
