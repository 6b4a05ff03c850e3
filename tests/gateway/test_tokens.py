"""Who asks: tokens, keys and PINs, and everything that looks like one and is none."""

import asyncio
import base64
import hmac
import time

import pytest
from joserfc.jwk import RSAKey

from services.common.caller import Caller
from services.intake import contract as intake

LIST = "/v1/requests"
FOREIGN = RSAKey.generate_key(2048, {"kid": "first"})
UNKNOWN = RSAKey.generate_key(2048, {"kid": "nobody-knows"})

WRONG = {
    "expired": {"claims": {"exp": int(time.time()) - 3600}},
    "without an end": {"claims": {"exp": None}},
    "not valid yet": {"claims": {"nbf": int(time.time()) + 3600}},
    "for somebody else": {"claims": {"aud": "another"}},
    "without an audience": {"claims": {"aud": None}},
    "of another issuer": {"claims": {"iss": "https://evil.example"}},
    "without a subject": {"claims": {"sub": None}},
    "with an empty subject": {"claims": {"sub": ""}},
    "an identity token": {"typ": "JWT"},
    "without a type": {"typ": None},
    "without a key's id": {"kid": None},
    "of an unknown key": {"key": UNKNOWN},
    "of a foreign key with a known id": {"key": FOREIGN},
    "by an algorithm that is not on the list": {"alg": "RS512"},
}


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def knows_nobody(gateway):
    def refuse(message, caller):
        raise intake.refusals.KeyNotFound

    gateway.fakes["intake"].answers["check_key"] = refuse
    gateway.fakes["intake"].answers["find_requests"] = lambda message, caller: {"items": [], "next": None}


def assert_401(gateway, answer):
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "find_requests" not in [name for name, _, _ in gateway.heard()]


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_a_wrong_token_is_401(gateway, given):
    knows_nobody(gateway)

    answer = gateway.ask("GET", LIST, headers=bearer(gateway.issuer.token(**given)))

    assert_401(gateway, answer)


def test_a_token_that_names_no_algorithm_is_401(gateway):
    header, payload, _ = gateway.issuer.token().split(".")
    none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0Iiwia2lkIjoiZmlyc3QifQ"

    for token in (f"{none}.{payload}.", f"{header}.{payload}."):
        assert_401(gateway, gateway.ask("GET", LIST, headers=bearer(token)))


def test_a_token_signed_with_the_public_key_as_a_secret_is_401(gateway):
    public = gateway.issuer.keys[0].as_pem(private=False)
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"at+jwt","kid":"first"}').rstrip(b"=")
    signed = header + b"." + gateway.issuer.token().split(".")[1].encode()
    mark = base64.urlsafe_b64encode(hmac.digest(public, signed, "sha256")).rstrip(b"=")

    assert_401(gateway, gateway.ask("GET", LIST, headers=bearer((signed + b"." + mark).decode())))


@pytest.mark.parametrize(
    "given", ["Basic YWdlbnQ6cHc=", "Bearer", "Bearer  ", "Bearer a.b.c", "Bearer ..", "Bearer é.é.é"]
)
def test_what_is_no_token_is_401_and_not_anonymous(gateway, given):
    answer = gateway.ask(
        "POST", "/v1/requests", json={"service_code": "pothole"}, headers={"Authorization": given.encode()}
    )

    assert answer.status_code == 401
    assert gateway.heard() == []


def test_no_token_where_one_is_needed_is_401(gateway):
    assert_401(gateway, gateway.ask("GET", LIST))


def test_a_pin_where_staff_is_asked_for_is_403(gateway):
    answer = gateway.ask("GET", "/v1/triage", headers={"Request-Pin": "204817"})

    assert (answer.status_code, gateway.heard()) == (403, [])


@pytest.mark.parametrize("key", [0, 1], ids=["RS256", "ES256"])
def test_a_staff_token_is_passed_on_as_subject_and_roles(gateway, key):
    knows_nobody(gateway)
    token = gateway.issuer.token({"sub": "mia", "roles": ["agent", "supervisor"]}, gateway.issuer.keys[key])

    answer = gateway.ask("GET", LIST, headers=bearer(token))

    assert answer.status_code == 200
    assert gateway.fakes["intake"].heard[0][2] == Caller("staff", "mia", ("agent", "supervisor"))


def test_a_token_goes_on_while_the_provider_is_away(gateway):
    knows_nobody(gateway)
    gateway.ask("GET", LIST, headers=gateway.as_staff("agent"))

    gateway.issuer.away = True
    answer = gateway.ask("GET", LIST, headers=bearer(gateway.issuer.token({"sub": "noa"})))

    assert answer.status_code == 200


def test_all_who_come_first_wait_for_the_one_fetch_of_the_keys(stopping):
    knows_nobody(stopping)
    before = stopping.issuer.fetches
    stopping.issuer.open.clear()

    answers = asyncio.run(ask_while_keys_are_fetched(stopping, before))

    assert [answer.status_code for answer in answers] == [200] * 5
    assert stopping.issuer.fetches == before + 1


async def ask_while_keys_are_fetched(gateway, before):
    tokens = [gateway.issuer.token({"sub": f"agent-{number}"}) for number in range(5)]
    asked = [asyncio.create_task(asyncio.to_thread(gateway.fresh, "GET", LIST, headers=bearer(t))) for t in tokens]
    async with asyncio.timeout(10):
        while gateway.issuer.fetches == before or gateway.in_flight() < len(tokens):
            await asyncio.sleep(0.01)
    gateway.issuer.open.set()
    return await asyncio.gather(*asked)


def test_a_new_key_is_good_at_once_however_often_the_provider_changes_it(gateway):
    knows_nobody(gateway)

    for number in range(2):
        gateway.issuer.keys.append(RSAKey.generate_key(2048, {"kid": f"new-{number}-{time.time()}"}))
        token = gateway.issuer.token(key=gateway.issuer.keys[-1])
        assert gateway.ask("GET", LIST, headers=bearer(token)).status_code == 200


def test_who_invents_keys_has_the_provider_asked_a_few_times_only(gateway):
    gateway.ask("GET", LIST, headers=gateway.as_staff("agent"))
    before = gateway.issuer.fetches

    for number in range(20):
        gateway.ask("GET", LIST, headers=bearer(gateway.issuer.token(key=UNKNOWN, kid=f"key-{number}")))

    assert gateway.issuer.fetches - before <= 4


def test_a_system_s_key_is_asked_of_intake_by_its_digest_and_then_remembered(gateway):
    knows_nobody(gateway)
    known = {"name": "Works", "department": "dot", "scopes": ["read"]}
    holder = {"id": "k1", "client": "c1", "kind": "department"} | known
    gateway.fakes["intake"].answers["check_key"] = lambda message, caller: holder
    key = "h311_" + str(time.time())

    for _ in range(3):
        gateway.ask("GET", LIST, headers=bearer(key))

    names = [name for name, _, _ in gateway.heard()]
    assert names == ["check_key", "find_requests", "find_requests", "find_requests"]
    assert key not in str(gateway.fakes["intake"].heard[0])
    assert gateway.fakes["intake"].heard[1][2] == Caller("system", "c1", ("department",), "dot", scopes=("read",))


def test_an_unknown_key_is_401_and_not_asked_again_at_once(gateway):
    knows_nobody(gateway)
    key = "h311_unknown_" + str(time.time())

    answers = [gateway.ask("GET", LIST, headers=bearer(key)) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert [name for name, _, _ in gateway.heard()] == ["check_key"]
