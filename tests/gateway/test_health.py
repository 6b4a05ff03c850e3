"""Health and metrics, as those see them who watch the gateway."""

import requests

from deploy import processes
from gateway.readiness import Readiness


def test_live_answers_as_long_as_the_process_turns(gateway):
    assert gateway.ask("GET", "/live").text == "alive\n"


def test_ready_names_each_service(gateway):
    body = gateway.ask("GET", "/ready").json()

    assert sorted(body["services"]) == sorted(gateway.fakes)
    assert all(state["ready"] for state in body["services"].values())


def test_a_service_that_is_away_is_named_and_the_system_stays_ready(gateway):
    gateway.fakes["kb"].is_ready = False
    processes.wait_until(
        lambda: not gateway.ask("GET", "/ready").json()["services"]["kb"]["ready"], 5, "kb to be seen as away"
    )

    assert gateway.ask("GET", "/ready").status_code == 200


def test_the_system_is_not_ready_before_those_who_set_it_up_are_done(tmp_path):
    readiness = Readiness({}, None, tmp_path / "run.json")
    before = readiness.waits_for

    (tmp_path / "run.json").touch()

    assert (before, readiness.waits_for) == (["set-up"], [])


def test_metrics_count_by_route_template_and_never_by_address(gateway):
    gateway.ask("GET", "/v1/requests/482-913-0757")
    gateway.ask("GET", "/v1/no-such-thing-17")

    text = requests.get(gateway.metrics_url, timeout=5).text

    assert 'http_requests_total{method="GET",route="/v1/requests/{number}",status="404"}' in text
    assert 'route="none"' in text
    assert "482-913-0757" not in text
    assert "no-such-thing" not in text


def test_every_answer_carries_a_trace_and_the_headers_of_safety(gateway):
    answer = gateway.ask("GET", "/live")

    assert len(answer.headers["X-Trace-Id"]) == 32
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_head_and_options_are_answered_without_a_body(gateway):
    head = gateway.ask("HEAD", "/live")
    options = gateway.ask("OPTIONS", "/v1/requests/482-913-0757")

    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, "6", b"")
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS, PATCH")
