"""Limits: by client and not by address, by address where there is no client, agents never, creates last."""

import re

import pytest

from gateway.app import find_resources
from gateway.limits import AskedTooOften, Buckets, Limits, Rate
from gateway.room import SHARES
from gateway.settings import read_proxies, read_rates
from services.common import clock
from services.common.caller import Caller
from services.common.settings import SettingSenseless
from tests.gateway.conftest import a_gateway

SLOW = Rate(0.5, 3)
RATES = dict.fromkeys(("public", "open311", "open311_key", "forms"), SLOW)
ANYBODY, AGENT = Caller(), Caller("staff", "mia", ("agent",))
APP, OTHER_APP = (Caller("system", client, ("open311",)) for client in ("app", "other"))


class Asked:
    """A request as far as limits look at it."""

    def __init__(self, address="192.0.2.1", forwarded=""):
        self.scope = {"client": (address, 4711)}
        self.forwarded = forwarded

    def header(self, name):
        return self.forwarded if name == b"x-forwarded-for" else ""


def limits(*trusted, **rates):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB311_TRUSTED_PROXIES", " ".join(trusted))
        return Limits(RATES | rates, read_proxies())


def passed(some, caller=ANYBODY, rank="read", times=10, **asked):
    """How many of so many requests pass."""
    let = 0
    for _ in range(times):
        try:
            some.check(Asked(**asked), caller, rank)
            let += 1
        except AskedTooOften:
            pass
    return let


def test_what_is_in_the_bucket_passes_and_the_next_is_told_how_long_to_wait(monkeypatch):
    monkeypatch.setattr(clock, "monotonic_seconds", lambda: 100.0)
    some = limits()
    assert passed(some) == 3

    with pytest.raises(AskedTooOften) as refused:
        some.check(Asked(), ANYBODY, "read")

    assert (refused.value.status, refused.value.retry_after_seconds) == (429, 2)


def test_tokens_come_back_with_time_and_never_above_the_brim(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(clock, "monotonic_seconds", lambda: now[0])
    buckets = Buckets(SLOW)
    [buckets.take("a") for _ in range(5)]

    now[0] += 2
    assert [buckets.take("a") for _ in range(2)] == [0.0, 2.0]
    now[0] += 3600
    assert [buckets.take("a") == 0.0 for _ in range(4)] == [True, True, True, False]


def test_clients_behind_one_address_do_not_share_a_limit():
    some = limits()

    assert [passed(some, caller) for caller in (APP, OTHER_APP, ANYBODY)] == [3, 3, 3]


def test_two_keys_of_one_client_share_its_limit():
    some = limits()

    assert passed(some, APP) + passed(some, Caller("system", "app", ("open311",), scopes=("read",))) == 3


def test_agents_are_never_limited():
    assert passed(limits(), AGENT, times=50) == 50


def test_who_has_read_too_much_may_still_create():
    some = limits()
    passed(some, APP)

    assert passed(some, APP, "create") == 3


def test_creates_without_a_key_are_not_limited_by_address_unless_that_is_set():
    assert passed(limits(), rank="create") == 10
    assert passed(limits(creates=SLOW), rank="create") == 3


def test_each_address_has_its_own_limit_and_a_household_s_addresses_share_one():
    some = limits()

    assert [passed(some, address=a) for a in ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2")] == [3, 3, 3, 0]


@pytest.mark.parametrize("forwarded", ["198.51.100.7", "198.51.100.7, 198.51.100.8", "", "nonsense"])
def test_what_a_client_says_of_its_address_is_ignored(forwarded):
    some = limits()
    passed(some)

    assert passed(some, forwarded=forwarded) == 0


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("nonsense", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
    ],
    ids=["the proxy's word", "a lie before it", "two proxies", "no address", "nothing", "in IPv6's clothes"],
)
def test_a_trusted_proxy_is_believed_and_nobody_before_it(forwarded, address):
    assert limits("10.0.0.0/8").address_of(Asked("10.0.0.1", forwarded)) == address


def test_lists_and_exports_are_refused_first_and_new_requests_last():
    ranks = {f"{route.method} {route.path}": route.rank for resource in find_resources() for route in resource.routes}

    exports = [address for address in ranks if re.search("/records/|/open-data|/counts", address)]
    assert {ranks[address] for address in (*exports, "GET /v1/requests")} == {"read"}
    assert ranks["POST /v1/requests"] == "create"
    assert SHARES["read"] < SHARES["write"] < SHARES["create"]


@pytest.mark.parametrize("text", ["many", "0 a second, 5 at once", "5 a second, 0 at once", "-1 a second, 5 at once"])
def test_a_limit_that_makes_no_sense_stops_the_start(monkeypatch, text):
    monkeypatch.setenv("HUB311_LIMIT_OPEN311", text)

    with pytest.raises(SettingSenseless, match="HUB311_LIMIT_OPEN311"):
        read_rates()


def test_all_limits_can_be_ended(monkeypatch):
    monkeypatch.setenv("HUB311_LIMITS", "off")

    assert read_rates() == {}


@pytest.fixture(scope="module")
def strict(broker, around, tmp_path_factory):
    """A gateway that lets two reads through, and then none for long."""
    with a_gateway(
        broker, around, tmp_path_factory.mktemp("strict"), HUB311_LIMIT_PUBLIC="0.01 a second, 2 at once"
    ) as made:
        yield made


def test_over_http_a_spoofed_address_helps_nobody_and_the_refusal_says_when_to_come_back(strict):
    answers = [strict.ask("GET", "/v1/layers", headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(5)]

    refused = answers[-1]

    assert [answer.status_code == 429 for answer in answers] == [False, False, True, True, True]
    assert int(refused.headers["Retry-After"]) > 1
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "AskedTooOften"
    assert strict.ask("GET", "/live").status_code == 200
