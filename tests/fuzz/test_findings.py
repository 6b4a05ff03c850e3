"""What calls by the thousand learn and find: names of things, and which answers are faults."""

import json
import random
from types import SimpleNamespace

import pytest

from tests.fuzz.__main__ import judge
from tests.fuzz.live import Live
from tests.fuzz.run import Findings

TEMPLATES = ["/v1/requests", "/v1/requests/{number}", "/v1/requests/{number}/notes/{id}", "/v1/keys/{id}"]


def reply(body, method="GET", **headers):
    """An answer as schemathesis gives it."""
    kept = {"Content-Type": ["application/json"]} | {name: [value] for name, value in headers.items()}
    return SimpleNamespace(
        headers=kept, json=lambda: json.loads(json.dumps(body)), request=SimpleNamespace(method=method)
    )


@pytest.fixture
def live():
    """Nothing is known yet."""
    return Live(TEMPLATES, random.Random(1))


def test_what_a_list_shows_is_asked_for_by_whoever_was_shown_it(live):
    live.note("/v1/requests", {}, reply({"items": [{"number": "1"}]}), "agent")
    live.note("/v1/requests", {}, reply({"items": [{"number": "2"}]}), "manager:dot")

    assert live.pick("/v1/requests/{number}/merge", "agent") == {"number": "1"}
    assert live.pick("/v1/requests/{number}", "manager:dot") == {"number": "2"}


def test_what_was_made_is_found_at_its_location_and_under_what_it_belongs_to(live):
    live.note("/v1/requests", {}, reply({}, "POST", Location="/v1/requests/7"), "agent")
    live.note("/v1/requests/{number}/notes", {"number": "7"}, reply({"id": "n"}, "POST"), "agent")

    assert live.pick("/v1/requests/{number}", "agent") == {"number": "7"}
    assert live.pick("/v1/requests/{number}/notes/{id}", "agent") == {"number": "7", "id": "n"}


def test_what_the_callers_live_on_is_spared(live):
    live.spared = {"k"}

    live.note("/v1/keys", {}, reply({"items": [{"id": "k"}]}), "administrator")

    assert live.pick("/v1/keys/{id}") == {}


@pytest.mark.parametrize(
    ("statuses", "ok"),
    [([200, 404], True), ([200, 500], False), ([200, 502], False), ([200, 422, 422], False), ([200, 503], True)],
    ids=["answered", "a failure inside", "a bad gateway", "too few good ones", "away for a moment"],
)
def test_a_run_is_good_when(statuses, ok):
    findings = Findings()
    for status in statuses:
        findings.count("GET /v1/requests", status)

    assert judge(findings)["ok"] is ok


def test_a_route_into_which_nobody_was_let_is_named():
    findings = Findings()
    [findings.count("GET /v1/requests", 200) for _ in range(9)]
    findings.count("DELETE /v1/keys/{id}", 403)

    assert judge(findings)["unreached"] == ["DELETE /v1/keys/{id}"]
    assert not judge(findings)["ok"]


def test_a_list_tells_of_its_own_things_alone_wherever_they_stand():
    hook = "/v1/departments/{code}/webhooks/{name}"
    live = Live(["/v1/departments/{code}", hook], random.Random(1))

    live.note("/v1/departments", {}, reply({"items": [{"code": "dot", "name": "Transportation"}]}), "agent")
    live.note("/v1/webhooks", {}, reply({"items": [{"department": "dot", "name": "orders"}]}), "agent")

    assert live.pick("/v1/departments/{code}") == {"code": "dot"}
    assert live.pick(hook) == {"code": "dot", "name": "orders"}
