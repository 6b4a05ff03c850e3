"""The office is read from the environment once; what cannot be used stops the start and is named."""

from datetime import time, timedelta

import pytest

from services.common.settings import SettingMissing
from services.notify.office import OfficeFault, read_office

NEEDED = {"HUB311_MAIL_FROM": "311@ashmere.example", "HUB311_SMTP": "[::1]:2525"}


@pytest.fixture
def office(monkeypatch, tmp_path):
    """Reads an office from these settings and no others."""

    def read(**settings):
        for name, text in (NEEDED | {"HUB311_VAR": str(tmp_path)} | settings).items():
            monkeypatch.setenv(name, text)
        return read_office()

    return read


def test_two_settings_are_enough(office, tmp_path):
    made = office()

    assert (made.mail_from, made.reply_to, made.smtp) == ("311@ashmere.example", "311@ashmere.example", ("[::1]", 2525))
    assert (made.cut_off, made.keep_mail, made.keep_letters) == (time(17, 30), timedelta(days=7), timedelta(days=30))
    assert made.letters == tmp_path / "letters"


def test_a_county_signs_as_it_is_called(office):
    made = office(
        HUB311_COUNTY_NAME="Dunmore County",
        HUB311_COUNTY_ADDRESS="4 Mill St;; Dunmore 21999 ",
        HUB311_PUBLIC_URL="https://311.dunmore.example/",
        HUB311_MAIL_REPLY_TO="answers@dunmore.example",
    )

    assert (made.head.county, made.head.sender_lines) == ("Dunmore County", ("4 Mill St", "Dunmore 21999"))
    assert made.status_url("482-913-0757") == "https://311.dunmore.example/v1/requests/482-913-0757"
    assert made.reply_to == "answers@dunmore.example"


@pytest.mark.parametrize("name", NEEDED)
def test_a_setting_that_is_missing_is_named(office, name):
    with pytest.raises(SettingMissing, match=name):
        office(**{name: ""})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("HUB311_MAIL_FROM", "the county", id="no address to send from"),
        pytest.param("HUB311_MAIL_REPLY_TO", "311@", id="no address to answer to"),
        pytest.param("HUB311_SMTP", "mail.ashmere.example", id="no port"),
        pytest.param("HUB311_SMTP", ":25", id="no host"),
        pytest.param("HUB311_SMTP", "mail.ashmere.example:smtp", id="a port in words"),
        pytest.param("HUB311_COUNTY_TIMEZONE", "America/Ashmere", id="no such zone"),
        pytest.param("HUB311_MAIL_CONNECTIONS", "four", id="a number in words"),
        pytest.param("HUB311_LETTER_CUT_OFF", "half past five", id="a time in words"),
        pytest.param("HUB311_MAIL_KEEP_DAYS", "a week", id="days in words"),
        pytest.param("HUB311_LETTER_KEEP_DAYS", "1e12", id="more days than there are"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(office, name, text):
    with pytest.raises(OfficeFault, match=name):
        office(**{name: text})
