"""Requests that another agency has: its number, its end, its second thoughts."""

import pytest

from services.intake import outside, progress
from tests.intake.county import RESIDENT, heard
from tests.intake.steps import follow, withdraw

AGENCY = {"agency": "riverton-public-works", "forwarding_id": "f1"}


def hear(county, number, type, change, *more, **data):
    with county.db.transaction() as session:
        progress.follow(session, [heard(type, number, 5, **AGENCY, **data)], change, *more)


def close_there(county, number, words="Filled."):
    hear(county, number, "forwarded_request_closed", outside.closed_there({"f1": words}))


def reopen_there(county, number):
    hear(county, number, "forwarded_request_reopened", outside.reopened_there, outside.is_not_closed_there)


@pytest.fixture
def number(county):
    """A request that was referred and handed over."""
    number = county.number(resident=RESIDENT)
    follow(county, "request_referred", number)
    hear(county, number, "request_forwarded", outside.forwarded, remote_number="RV-2291")
    return number


def test_the_resident_reads_what_the_request_is_called_there(county, number):
    shown = county.read(number, pin=county.pin(number))

    assert (shown["status"], shown["referral"]["number"]) == ("referred", "RV-2291")
    assert shown["referral"]["code"] == county.row(number).referral["code"]
    assert county.history(number)[-1] == ("referred", "forwarded")


def test_what_could_not_be_handed_over_stays_referred_and_the_history_says_so(county, number):
    hear(county, number, "forwarding_failed", outside.not_forwarded, reason="status 400")

    assert county.history(number)[-1] == ("referred", "forwarding_failed")


def test_what_is_closed_there_is_closed_here_with_their_words(county, number):
    close_there(county, number)

    row = county.row(number)
    assert (row.status, row.close_code, row.close_text) == ("closed", "referred", "Filled.")
    assert len(county.said("request_closed")) == 1


def test_what_they_open_again_is_open_here(county, number):
    close_there(county, number)

    reopen_there(county, number)

    assert (county.row(number).status, county.row(number).close_code) == ("referred", None)


def test_what_was_closed_here_for_another_reason_stays_closed(county, number):
    withdraw(county, number)
    steps = county.history(number)

    reopen_there(county, number)
    close_there(county, number)

    assert county.history(number) == steps
