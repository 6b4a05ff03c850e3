"""Which way residents are told."""

import pytest

from services.notify.choice import Choice, choose_channel, mail_address, postal_address

HOME = {"lines": ["7300 Carroll Ave", "Takoma Park, MD"], "zip": "20912"}


def someone(**facts):
    return {"anonymous": False, "notify": None, "email": None, "address": None} | facts


BOTH = someone(email="ana@ruiz.example", address=HOME)


@pytest.mark.parametrize(
    ("facts", "channel", "state", "reason"),
    [
        pytest.param(someone(email="ana@ruiz.example"), "email", "pending", None, id="e-mail given"),
        pytest.param(BOTH, "email", "pending", None, id="both"),
        pytest.param(BOTH | {"notify": "letter"}, "letter", "pending", None, id="wished"),
        pytest.param(someone(address=HOME), "letter", "pending", None, id="address only"),
        pytest.param(someone(address=HOME, notify="phone"), "letter", "pending", None, id="a call wished"),
        pytest.param(someone(notify="phone"), "none", "unreachable", "phone_only", id="phone only"),
        pytest.param(someone(), "none", "unreachable", "no_contact", id="nothing"),
        pytest.param(someone(email="not an address"), "none", "unreachable", "no_contact", id="no e-mail"),
        pytest.param(someone(anonymous=True), "none", "waived", "anonymous", id="anonymous"),
        pytest.param(someone(email="ana@ruiz.example", notify="none"), "none", "waived", "none_wanted",
                     id="no notice wished"),
    ],
)  # fmt: skip
def test_the_way_follows_from_what_is_known_and_wished(facts, channel, state, reason):
    assert choose_channel(facts) == Choice(channel, state, reason)


def test_an_address_that_turned_mail_away_is_not_written_to_again():
    assert choose_channel(BOTH, refused=True).channel == "letter"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ana@ruiz.example\r\nBcc: all@ruiz.example", id="a second header"),
        pytest.param("ana@ruiz.example, eve@evil.example", id="two addresses"),
        pytest.param("Ana <ana@ruiz.example>", id="a name in front"),
        pytest.param("a" * 65 + "@ruiz.example", id="65 characters before the at sign"),
        pytest.param("ana@" + "r" * 64 + ".example", id="a label of 64 characters"),
        pytest.param("ana@" + ".".join(["r" * 60] * 5), id="over 254 characters"),
        pytest.param("ana..ruiz@ruiz.example", id="two dots"),
        pytest.param("ana@ruiz..example", id="an empty label"),
        pytest.param("@ruiz.example", id="nobody"),
        pytest.param("ana", id="no domain"),
        pytest.param("", id="nothing"),
        pytest.param(None, id="none"),
    ],
)
def test_what_no_mail_can_be_sent_to_is_no_mail_address(text):
    assert mail_address(text) is None


def test_a_domain_in_other_letters_travels_in_its_ascii_form():
    assert mail_address(" ana@niño.example ") == "ana@xn--nio-8ma.example"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(HOME | {"zip": "2091"}, id="a ZIP of four digits"),
        pytest.param(HOME | {"zip": None}, id="no ZIP"),
        pytest.param(HOME | {"lines": ["  "]}, id="empty lines"),
        pytest.param(HOME | {"lines": ["x"] * 6}, id="more lines than the window shows"),
        pytest.param(None, id="none"),
    ],
)
def test_what_no_letter_can_reach_is_no_postal_address(address):
    assert postal_address(address) is None


def test_a_postal_address_is_printed_without_line_breaks_of_its_own():
    address = {"lines": ["7300  Carroll\nAve", ""], "zip": "20912-1234"}

    assert postal_address(address) == {"lines": ["7300 Carroll Ave"], "zip": "20912-1234"}
