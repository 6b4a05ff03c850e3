"""Tokens of batch services."""

from tests.open311.suite import Left, case, each


def _batch(world):
    codes = [code for code in world.of_type("batch") if not world.required(code)]
    if not codes:
        raise Left("no service is batch")
    return codes[0]


def _token(world):
    return world.post(**world.report(service_code=_batch(world))).good("opened")[0]


@case("tokens")
def a_batch_service_answers_with_a_token_and_no_number(world):
    answer = _token(world)

    assert answer["token"]
    assert "service_request_id" not in answer


@case("tokens")
def a_realtime_service_answers_without_a_token(world):
    assert "token" not in world.post(**world.report()).good("opened")[0]


@case("tokens")
def a_token_leads_to_its_request(world):
    token = _token(world)["token"]

    [found] = world.get(f"tokens/{token}").good("token")

    assert found["token"] == token
    shown = world.get(f"requests/{found['service_request_id']}").good("service_requests")
    assert shown[0]["service_code"] == _batch(world)


@case("tokens")
def each_report_gets_a_token_of_its_own(world):
    assert _token(world)["token"] != _token(world)["token"]


@each("tokens", "no-such-token", "0" * 32, "12345", "%2e%2e%2f")
def _unknown(world, token):
    """A token {:.12} is not found"""
    world.get(f"tokens/{token}").refused(404)


@case("tokens")
def an_unknown_jurisdiction_has_no_tokens(world):
    world.get("tokens/1", jurisdiction_id="atlantis.example").refused(404)
