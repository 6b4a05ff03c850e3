"""The development issuer: tokens that verify, sign-in with a proof key, rotation, and faults on demand."""

import os
import re
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from deploy import ports, processes
from deploy.identity import mint

BACK = "http://127.0.0.1:9/back"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("identity")
    address = f"127.0.0.1:{ports.find_free_port()}"
    environment = {**os.environ, "HUB311_VAR": str(folder), "HUB311_HTTP_IDENTITY": address}
    environment.pop("HUB311_OIDC_ISSUER", None)
    process = processes.start_process([sys.executable, "-m", "deploy.identity"], folder / "log", environment)
    url = f"http://{address}"
    processes.wait_until(lambda: ports.is_open(int(address.split(":")[1])), 20, "the issuer")
    yield url, folder / "identity"
    process.terminate()
    process.wait(10)


def verify(url, token):
    keys = KeySet.import_key_set(requests.get(f"{url}/jwks.json", timeout=5).json())
    return jwt.decode(token, keys, algorithms=["RS256"])


def sign_in(url, subject, verifier):
    """The browser's part: the page, one button, and the address one is sent back to."""
    client = OAuth2Session("desk", scope="openid", redirect_uri=BACK, code_challenge_method="S256")
    address, _ = client.create_authorization_url(f"{url}/authorize", code_verifier=verifier, nonce="n-1")
    page = requests.get(address, timeout=5).text
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    sent_back = requests.post(f"{url}/authorize", {**hidden, "subject": subject}, allow_redirects=False, timeout=5)
    return client, sent_back.headers["Location"]


def test_a_minted_token_verifies_against_the_published_keys(issuer):
    url, folder = issuer

    token = verify(url, mint(folder, url, "hub311", "agent-1", ["agent"], "Sample agent"))

    assert token.header["typ"] == "at+jwt"
    assert {"iss": url, "aud": "hub311", "sub": "agent-1", "roles": ["agent"]}.items() <= token.claims.items()


def test_a_supervisor_signs_in_with_a_proof_key(issuer):
    url, _ = issuer
    verifier = generate_token(48)
    client, address = sign_in(url, "supervisor-1", verifier)

    answer = client.fetch_token(f"{url}/token", authorization_response=address, code_verifier=verifier)

    assert verify(url, answer["access_token"]).claims["roles"] == ["supervisor"]
    assert verify(url, answer["id_token"]).claims["nonce"] == "n-1"


def test_a_code_without_its_proof_key_is_worth_nothing(issuer):
    url, _ = issuer
    _, address = sign_in(url, "agent-1", generate_token(48))
    form = {"grant_type": "authorization_code", "client_id": "desk", "redirect_uri": BACK}
    form |= {"code": parse_qs(urlsplit(address).query)["code"][0], "code_verifier": generate_token(48)}

    answer = requests.post(f"{url}/token", form, timeout=5)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_refresh_token_used_twice_ends_the_session(issuer):
    url, _ = issuer
    verifier = generate_token(48)
    client, address = sign_in(url, "agent-1", verifier)
    first = client.fetch_token(f"{url}/token", authorization_response=address, code_verifier=verifier)
    form = {"grant_type": "refresh_token", "client_id": "desk", "refresh_token": first["refresh_token"]}
    second = requests.post(f"{url}/token", form, timeout=5).json()

    stolen = requests.post(f"{url}/token", form, timeout=5)
    after = requests.post(f"{url}/token", {**form, "refresh_token": second["refresh_token"]}, timeout=5)

    assert (stolen.status_code, after.status_code) == (400, 400)


def test_a_token_signed_before_a_rotation_still_verifies(issuer):
    url, folder = issuer
    old = mint(folder, url, "hub311", "auditor-1", ["auditor"], "Sample auditor")

    requests.post(f"{url}/keys/rotate", timeout=5)
    new = mint(folder, url, "hub311", "auditor-1", ["auditor"], "Sample auditor")

    assert verify(url, old).header["kid"] != verify(url, new).header["kid"]


def test_an_employee_carries_no_department_and_no_role(issuer):
    url, folder = issuer

    claims = verify(url, mint(folder, url, "hub311", "employee-dot", [], "Sample employee")).claims

    assert (claims["roles"], "department" in claims) == ([], False)


def test_nobody_is_sent_back_to_another_machine(issuer):
    url, _ = issuer
    question = {"response_type": "code", "client_id": "desk", "redirect_uri": "https://evil.example/"}
    question |= {"code_challenge": "x", "code_challenge_method": "S256"}

    assert requests.get(f"{url}/authorize", question, timeout=5).status_code == 400


def test_the_keys_can_be_made_unreachable_for_a_test(issuer):
    url, _ = issuer
    requests.post(f"{url}/faults", json={"/jwks.json": {"status": 503}}, timeout=5)

    during = requests.get(f"{url}/jwks.json", timeout=5).status_code
    requests.delete(f"{url}/faults", timeout=5)

    assert (during, requests.get(f"{url}/jwks.json", timeout=5).status_code) == (503, 200)


def test_signing_out_ends_the_session_and_leads_back_to_this_machine_only(issuer):
    url, _ = issuer
    verifier = generate_token(64)
    client, back = sign_in(url, "supervisor-1", verifier)
    tokens = client.fetch_token(f"{url}/token", authorization_response=back, code_verifier=verifier)
    hint = {"id_token_hint": tokens["id_token"]}

    away = {"post_logout_redirect_uri": "https://evil.example/"}
    assert requests.get(f"{url}/logout", hint | away, allow_redirects=False, timeout=5).status_code == 200
    there = {"post_logout_redirect_uri": "http://127.0.0.1:9/out", "state": "s-1"}
    answer = requests.get(f"{url}/logout", hint | there, allow_redirects=False, timeout=5)

    assert answer.headers["Location"] == "http://127.0.0.1:9/out?state=s-1"
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "desk"}
    assert requests.post(f"{url}/token", form, timeout=5).json()["error"] == "invalid_grant"
