"""Where a webhook may go: judged by every address of a name, however it is written, each time anew."""

import socket

import pytest

from services.common import outward
from services.common.outward import Networks, NowhereToGo
from services.routing.contract.webhooks import AddressRefused
from services.routing.webhooks import addresses, signing
from services.routing.webhooks.sending import Sender, judge
from tests.routing.receiver import Receiver

OPEN = Networks()
COUNTY = Networks(("10.20.0.0/16", "127.0.0.0/8"))


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("2130706433", id="loopback-as-one-number"),
        pytest.param("0x7f.1", id="loopback-in-hexadecimal"),
        pytest.param("0.0.0.0", id="unspecified"),
        pytest.param("10.1.2.3", id="private"),
        pytest.param("192.168.0.10", id="at-home"),
        pytest.param("100.64.0.1", id="carrier-nat"),
        pytest.param("169.254.169.254", id="cloud-metadata"),
        pytest.param("168.63.129.16", id="another-clouds-metadata"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("[::1]", id="loopback-v6"),
        pytest.param("[fe80::1]", id="link-local-v6"),
        pytest.param("[fd00::1]", id="private-v6"),
        pytest.param("[::ffff:127.0.0.1]", id="loopback-mapped"),
        pytest.param("[64:ff9b::a00:1]", id="private-translated"),
        pytest.param("[2002:a00:1::]", id="private-in-6to4"),
        pytest.param("[::a00:1]", id="private-in-a-compatible-one"),
    ],
)
def test_no_webhook_goes_to_an_address_that_is_not_public(host):
    with pytest.raises(NowhereToGo) as refused:
        outward.choose(f"https://{host}/hook", OPEN)

    assert refused.value.reason in ("address", "unreachable")
    with pytest.raises(AddressRefused):
        addresses.check(f"https://{host}/hook", OPEN)


def test_a_public_address_is_allowed_by_https_alone():
    assert outward.choose("https://93.184.215.14/hook", OPEN) == "93.184.215.14"
    with pytest.raises(NowhereToGo):
        outward.choose("http://93.184.215.14/hook", OPEN)


def test_a_network_that_the_county_has_named_is_allowed_and_its_metadata_are_not():
    assert outward.choose("http://10.20.3.4/hook", COUNTY) == "10.20.3.4"
    with pytest.raises(NowhereToGo):
        outward.choose("http://169.254.169.254/hook", Networks(("0.0.0.0/0",)))


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    found = [(socket.AF_INET, 1, 6, "", (where, 443)) for where in ("93.184.215.14", "10.0.0.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: found)

    with pytest.raises(NowhereToGo) as refused:
        outward.choose("https://hooks.example.org/", OPEN)

    assert refused.value.reason == "address"


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    receiver, asked = Receiver(), []
    real = socket.getaddrinfo

    def rebind(host, *args, **options):
        """The second answer leads elsewhere, as that of a hostile name server does."""
        asked.append(host)
        first = host == "hooks.example.org" and asked.count(host) == 1
        return real("127.0.0.1" if first or host == "127.0.0.1" else "127.9.9.9", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    url = receiver.url.replace("127.0.0.1", "hooks.example.org")
    came = Sender(COUNTY).deliver(url, [signing.make_secret()], "event-1", b"{}")
    receiver.stop()

    assert (came.reason, len(receiver.posts), asked.count("hooks.example.org")) == ("delivered", 1, 1)
    assert receiver.posts[0]["headers"]["Host"] == url.split("/")[2]


@pytest.mark.parametrize("url", ["https://me:secret@example.org/", "https://example.org/#a", "https://example.org:0/"])
def test_an_address_with_more_than_an_address_in_it_is_refused(url):
    with pytest.raises(AddressRefused):
        addresses.check(url, OPEN)


def test_a_name_that_cannot_be_found_now_may_be_written_down():
    addresses.check("https://nowhere.invalid/hook", OPEN)


def test_a_signature_is_that_of_standard_webhooks():
    """The example of the specification's own libraries."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'

    made = signing.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", body, 1614265330)

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("status", "reason"),
    [(200, "delivered"), (204, "delivered"), (301, "redirect"), (307, "redirect"), (400, "refused"), (410, "gone"),
     (429, "busy"), (503, "busy"), (500, "failing"), (199, "refused")],
)  # fmt: skip
def test_2xx_is_the_only_yes(status, reason):
    assert judge(status, "").reason == reason


def test_a_receiver_may_ask_for_rest_an_hour_at_most():
    assert [judge(429, said).wait_seconds for said in ("120", "99999", "soon", "9" * 40)] == [120, 3600, 0, 0]
