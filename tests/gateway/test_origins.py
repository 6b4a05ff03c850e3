"""Pages of other origins: those on the list may call, others may not."""

ONE = "/v1/requests/482-913-0757"
ASKED = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "if-match"}


def test_a_listed_origin_may_read_answers_and_send_requests(gateway):
    origin = {"Origin": "https://311.county.example"}

    answer = gateway.ask("GET", ONE, headers=origin)
    before = gateway.ask("OPTIONS", ONE, headers=origin | ASKED)

    assert answer.headers["Access-Control-Allow-Origin"] == "https://311.county.example"
    assert answer.headers["Vary"] == "Origin"
    assert "PATCH" in before.headers["Access-Control-Allow-Methods"]
    assert "If-Match" in before.headers["Access-Control-Allow-Headers"]


def test_another_origin_may_not_and_nobody_may_with_cookies(gateway):
    for origin in ("https://evil.example", "null", "https://311.county.example.evil.example"):
        answer = gateway.ask("OPTIONS", ONE, headers={"Origin": origin} | ASKED)

        assert [name for name in answer.headers if name.lower().startswith("access-control")] == []


def test_a_refusal_can_be_read_by_a_listed_origin_too(gateway):
    answer = gateway.ask("GET", "/v1/nothing", headers={"Origin": "https://agents.county.example"})

    assert answer.status_code == 404
    assert answer.headers["Access-Control-Allow-Origin"] == "https://agents.county.example"
    assert "Access-Control-Allow-Credentials" not in answer.headers
