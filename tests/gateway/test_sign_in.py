"""Signing in with a browser: there, back, in between and out again, and everything that only looks like it."""

import base64
import hashlib
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from gateway.sign_in.cookies import Jar
from gateway.sign_in.desk import SignInDesk
from gateway.sign_in.seals import Seal
from services.common.caller import Caller
from tests.gateway.conftest import SECRET

ME = {
    "subject": "employee-dot",
    "roles": [],
    "may": ["assignment.claim"],
    "departments": [
        {
            "code": "dot", "name": "Department of <Transportation>", "tier": "employee", "unit": "roads",
            "work": {"open": 12, "unassigned": 5, "unaccepted": 2, "held": 1, "missed": 3, "near": 1},
            "mine": {"open": 4, "unassigned": 0, "unaccepted": 0, "held": 0, "missed": 0, "near": 0},
        }
    ],
}  # fmt: skip


class Browser:
    """Keeps cookies and follows nobody by itself."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.web = requests.Session()

    def ask(self, method, path, **options):
        return self.web.request(method, self.gateway.url + path, allow_redirects=False, timeout=10, **options)

    def go_to_provider(self, return_to="/me"):
        """Begin to sign in; returns what the provider is asked."""
        answer = self.ask("GET", f"/sign-in?return_to={return_to}")
        assert answer.status_code == 303
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def come_back(self, asked, **claims):
        """Come back from the provider, whose ID token says this."""
        right = {"sub": "employee-dot", "name": "Emma", "roles": [], "nonce": asked["nonce"], "sid": "provider-1"}
        self.gateway.issuer.id_claims = right | claims
        return self.ask("GET", f"/sign-in/callback?code=c-1&state={asked['state']}")

    def sign_in(self, **claims):
        answer = self.come_back(self.go_to_provider(), **claims)
        assert answer.status_code == 303, answer.text
        return answer


@pytest.fixture
def browser(gateway):
    gateway.fakes["routing"].answers["read_me"] = lambda message, caller: ME
    gateway.fakes["routing"].answers["end_sessions"] = lambda message, caller: {}
    gateway.fakes["intake"].answers["find_requests"] = lambda message, caller: {"items": [], "next": None}
    return Browser(gateway)


def session_cookie(answer):
    return next(c for c in answer.raw.headers.getlist("Set-Cookie") if c.startswith("hub311="))


def test_the_provider_is_asked_with_proof_key_state_and_nonce(browser):
    first, second = browser.go_to_provider(), browser.go_to_provider()

    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    assert first["redirect_uri"] == browser.gateway.url + "/sign-in/callback"
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_the_code_is_exchanged_with_the_key_that_was_promised(browser):
    asked = browser.go_to_provider()
    browser.come_back(asked)

    form = browser.gateway.issuer.redeemed[-1]
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    assert (form["code"], form["client_id"]) == ("c-1", "hub311")


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_tells_nothing(browser):
    cookie = session_cookie(browser.sign_in())

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "employee" not in base64.b64decode(cookie.partition("=")[2] + "==", altchars=b"-_", validate=False).decode(
        "latin-1"
    )


def test_with_https_no_other_host_can_set_the_cookie():
    _, header = Jar("https://311.county.example").set("hub311", "x", 60)

    assert header.startswith(b"__Host-hub311=x;")
    assert b"Secure" in header


def test_who_signed_in_lands_on_a_page_that_says_who_one_is_and_what_waits(browser):
    answer = browser.sign_in()
    page = browser.ask("GET", answer.headers["Location"])

    assert page.status_code == 200
    for text in ("Emma", "Department of &lt;Transportation&gt;", ">12<", ">4<", "Sign out"):
        assert text in page.text
    assert browser.gateway.fakes["routing"].heard[-1][2] == Caller("staff", "employee-dot")


def test_without_a_session_the_page_asks_to_sign_in(browser):
    page = browser.ask("GET", "/me")

    assert page.status_code == 401
    assert "/sign-in?return_to=/me" in page.text


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"nonce": "another"}, id="for-another-question"),
        pytest.param({"nonce": None}, id="for-no-question"),
        pytest.param({"aud": "another"}, id="for-another-client"),
        pytest.param({"aud": ["hub311", "another"], "azp": "another"}, id="given-to-another-client"),
        pytest.param({"iss": "https://evil.example"}, id="of-another-issuer"),
        pytest.param({"exp": int(time.time()) - 3600}, id="expired"),
        pytest.param({"sub": None}, id="about-nobody"),
    ],
)
def test_an_id_token_that_does_not_fit_signs_nobody_in(browser, claims):
    answer = browser.come_back(browser.go_to_provider(), **claims)

    assert answer.status_code == 401
    assert browser.ask("GET", "/me").status_code == 401


def test_an_access_token_is_no_id_token(browser, monkeypatch):
    asked = browser.go_to_provider()
    issuer = browser.gateway.issuer
    monkeypatch.setattr(issuer, "redeem", lambda form: {"id_token": issuer.token({"nonce": asked["nonce"]})})

    assert browser.come_back(asked).status_code == 401


def test_a_way_back_that_was_not_asked_for_in_this_browser_is_none(browser):
    asked = browser.go_to_provider()
    before = len(browser.gateway.issuer.redeemed)

    answer = Browser(browser.gateway).come_back(asked)

    assert answer.status_code == 401
    assert len(browser.gateway.issuer.redeemed) == before


@pytest.mark.parametrize("query", ["", "code=c-1", "state=x&code=c-1", "state=%C3%A9&code=c", "error=access_denied"])
def test_what_comes_back_without_its_question_is_refused(browser, query):
    browser.go_to_provider()

    assert browser.ask("GET", f"/sign-in/callback?{query}").status_code == 401


def test_what_the_provider_refuses_is_refused(browser):
    asked = browser.go_to_provider()

    answer = browser.ask("GET", f"/sign-in/callback?error=access_denied&state={asked['state']}")

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        pytest.param("/v1/assignments?order=promise", "/v1/assignments?order=promise", id="an-own-page"),
        pytest.param("https://agents.county.example/start", "https://agents.county.example/start", id="a-listed-one"),
        pytest.param("https://evil.example/", "/me", id="another-site"),
        pytest.param("//evil.example", "/me", id="another-site-without-a-scheme"),
        pytest.param("/\\evil.example", "/me", id="what-browsers-read-as-another-site"),
        pytest.param("https://agents.county.example@evil.example/", "/me", id="a-listed-one-as-a-user-name"),
        pytest.param("javascript:alert(1)", "/me", id="a-script"),
        pytest.param("/a\r\nSet-Cookie: x=y", "/me", id="a-header"),
        pytest.param("", "/me", id="nothing"),
    ],
)
def test_after_signing_in_one_goes_to_own_or_listed_pages_only(wanted, goes_to):
    class Settings:
        public_url, secret, session_seconds = "https://311.county.example", SECRET, 3600
        sign_in_returns = frozenset({"https://agents.county.example"})

    desk = SignInDesk(None, None, None, Settings)

    assert desk.way_back(wanted) == goes_to


def test_the_api_knows_who_signed_in(browser):
    browser.sign_in(roles=["agent"])

    answer = browser.ask("GET", "/v1/requests")

    assert answer.status_code == 200
    assert browser.gateway.heard()[-1][2] == Caller("staff", "employee-dot", ("agent",))


def test_a_change_needs_the_token_that_reads_answer(browser):
    browser.sign_in()
    browser.gateway.fakes["routing"].answers["claim_assignment"] = claimed
    proof = {"CSRF-Token": browser.ask("GET", "/v1/me").headers["CSRF-Token"]}

    assert browser.ask("POST", "/v1/assignments/a-1/claim").status_code == 403
    assert browser.ask("POST", "/v1/assignments/a-1/claim", headers={"CSRF-Token": "guessed"}).status_code == 403
    assert browser.ask("POST", "/v1/assignments/a-1/claim", headers=proof).status_code == 200


def claimed(message, caller):
    plain = dict.fromkeys(("id", "number", "department", "service_code", "status"), "x")
    return plain | {"id": message["id"], "assignee": caller.subject}


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_sites_page_changes_nothing(browser, header):
    browser.sign_in()
    proof = {"CSRF-Token": browser.ask("GET", "/v1/me").headers["CSRF-Token"]}

    assert browser.ask("POST", "/v1/assignments/a-1/claim", headers=proof | header).status_code == 403


def test_a_cookie_that_is_not_ours_is_refused_and_forgotten(browser):
    browser.sign_in()
    sealed = browser.web.cookies["hub311"]
    browser.web.cookies.clear()

    for wrong in (sealed[:-4] + "AAAA", "x", Seal(SECRET, "question").close({"subject": "employee-dot"})):
        answer = browser.ask("GET", "/v1/me", headers={"Cookie": f"hub311={wrong}"})
        assert answer.status_code == 401
        assert "Max-Age=0" in session_cookie(answer)


def test_a_session_whose_time_is_over_is_refused(browser):
    now = time.time()
    old = {
        "id": "s",
        "subject": "employee-dot",
        "roles": [],
        "name": "",
        "csrf": "c",
        "started": now - 9,
        "until": now - 1,
    }
    cookie = {"Cookie": f"hub311={Seal(SECRET, 'session').close(old)}"}

    assert browser.ask("GET", "/v1/me", headers=cookie).status_code == 401


@pytest.mark.parametrize(
    ("kind", "value"), [("subject", "employee-dot"), ("sid", "provider-1")], ids=["of-a-person", "of-the-provider"]
)
def test_a_session_that_routing_ended_is_over_within_two_seconds(browser, kind, value):
    browser.sign_in()
    assert browser.ask("GET", "/v1/me").status_code == 200
    ended = {"id": int(time.time() * 1000), "kind": kind, "value": value, "at": iso(time.time())}
    browser.gateway.fakes["routing"].answers["list_session_ends"] = lambda message, caller: page(message, ended)

    until = time.monotonic() + 2.5
    while (status := browser.ask("GET", "/v1/me").status_code) == 200 and time.monotonic() < until:
        pass

    assert status == 401
    browser.sign_in()
    assert browser.ask("GET", "/v1/me").status_code == 200, "who signs in again has a new session"


def page(message, ended):
    return {"items": [ended] if message["after"] < ended["id"] else [], "next": None}


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds % 1 * 1000):03d}Z"


def test_signing_out_ends_the_session_and_leads_to_the_provider(browser):
    browser.sign_in()
    copied = {"Cookie": f"hub311={browser.web.cookies['hub311']}"}
    csrf = browser.ask("GET", "/v1/me").headers["CSRF-Token"]

    answer = browser.ask("POST", "/sign-out", data={"csrf": csrf})

    place = urlsplit(answer.headers["Location"])
    asked = {name: values[0] for name, values in parse_qs(place.query).items()}
    assert f"{place.scheme}://{place.netloc}{place.path}" == browser.gateway.issuer.url + "/end_session"
    assert asked["post_logout_redirect_uri"] == browser.gateway.url + "/signed-out"
    assert asked["id_token_hint"].count(".") == 2
    assert browser.ask("GET", "/me").status_code == 401
    assert browser.ask("GET", "/v1/me", headers=copied).status_code == 401
    assert browser.ask("GET", "/signed-out").status_code == 200


def test_nobody_else_signs_one_out(browser):
    browser.sign_in()

    assert browser.ask("POST", "/sign-out", data={"csrf": "guessed"}).status_code == 403
    assert browser.ask("GET", "/v1/me").status_code == 200


def test_the_page_lets_its_form_lead_on_to_the_provider(browser):
    browser.sign_in()

    policy = browser.ask("GET", "/me").headers["Content-Security-Policy"]

    assert f"form-action 'self' {browser.gateway.issuer.url};" in policy


def test_what_the_provider_ends_is_ended_everywhere(browser):
    token = browser.gateway.issuer.logout_token()

    answer = browser.ask("POST", "/sign-in/ended", data={"logout_token": token})

    assert answer.status_code == 200
    name, message, caller = browser.gateway.fakes["routing"].heard[-1]
    assert (name, message, caller.kind) == ("end_sessions", {"kind": "sid", "value": "provider-1"}, "service")


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"events": {}}, id="without-the-event"),
        pytest.param({"events": None}, id="without-events"),
        pytest.param({"nonce": "x"}, id="an-id-token"),
        pytest.param({"sid": None}, id="about-nobody"),
        pytest.param({"aud": "another"}, id="for-another-client"),
        pytest.param({"iat": int(time.time()) - 7200}, id="long-ago"),
        pytest.param({"iss": "https://evil.example"}, id="of-another-issuer"),
    ],
)
def test_what_is_no_logout_token_ends_nothing(browser, claims):
    token = browser.gateway.issuer.logout_token(**claims)

    answer = browser.ask("POST", "/sign-in/ended", data={"logout_token": token})

    assert answer.status_code == 400
    assert "end_sessions" not in [name for name, _, _ in browser.gateway.heard()]


def test_who_has_signed_in_goes_on_while_the_provider_is_away(browser):
    browser.sign_in()
    browser.gateway.issuer.away = True

    assert browser.ask("GET", "/v1/me").status_code == 200
    assert browser.ask("GET", "/me").status_code == 200


def test_a_code_that_cannot_be_exchanged_now_says_so(browser):
    asked = browser.go_to_provider()
    browser.gateway.issuer.away = True

    assert browser.come_back(asked).status_code == 503


def test_what_a_session_says_of_itself_never_goes_before_a_token(browser):
    browser.sign_in()
    headers = browser.gateway.as_staff("auditor")

    browser.ask("GET", "/v1/requests", headers=headers)

    assert browser.gateway.heard()[-1][2] == Caller("staff", "agent-1", ("auditor",))
