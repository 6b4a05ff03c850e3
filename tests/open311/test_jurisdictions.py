"""Whom endpoints serve: one county, where the name may be left out, or several, where it must be said."""

from datetime import UTC, datetime, timedelta

import pytest

from gateway.open311 import jurisdictions
from gateway.open311.fields import Fields
from gateway.open311.filters import Filters, span
from gateway.open311.jurisdictions import JurisdictionMissing, JurisdictionNotFound
from gateway.open311.reporting import opened
from services.common.settings import SettingSenseless

TWO = """
contact = "311"
[[jurisdiction]]
id = "ashmere.example"
[jurisdiction.types]
roadside-mowing = "batch"
[[jurisdiction]]
id = "riverton.example"
services = ["pothole", "graffiti"]
"""
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.fixture
def two(tmp_path):
    """A county and a city in it."""
    path = tmp_path / "open311.toml"
    path.write_text(TWO)
    return jurisdictions.load(str(path))


def test_without_a_file_there_is_one_that_need_not_be_named():
    one = jurisdictions.load("")

    assert one.choose(None).stored is None
    assert one.choose(one.listed[0].id) == one.choose(None)
    with pytest.raises(JurisdictionNotFound):
        one.choose("atlantis.example")


def test_of_several_one_must_be_named(two):
    with pytest.raises(JurisdictionMissing) as missing:
        two.choose(None)
    with pytest.raises(JurisdictionNotFound):
        two.choose("atlantis.example")

    assert missing.value.status == 422  # 400 where Open311 writes it
    assert two.choose("riverton.example").stored == "riverton.example"


def test_the_first_one_has_what_came_in_by_telephone_and_web(two):
    assert two.choose("ashmere.example").stored is None


def test_each_has_types_and_services_of_its_own(two):
    county, city = two.listed

    assert (county.type_of("roadside-mowing"), city.type_of("roadside-mowing")) == ("batch", "realtime")
    assert (county.offers("noise"), city.offers("noise"), city.offers("pothole")) == (True, False, True)


def test_a_listing_of_one_asks_for_its_requests_and_services_alone(two):
    city = two.listed[1]

    everything = Filters(Fields([]), city, drill=False).message
    some = Filters(Fields([("service_code", "pothole,noise")]), city, drill=False).message

    assert everything["jurisdiction_id"] == "riverton.example"
    assert everything["services"] == ["graffiti", "pothole"]
    assert some["services"] == ["pothole"]


@pytest.mark.parametrize(
    "text",
    ["[[jurisdiction]]\n", "jurisdiction = 1", "][", '[[jurisdiction]]\nid = "a"\n[jurisdiction.types]\nx = "slow"'],
    ids=["without id", "no table", "no TOML", "an unknown type"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_stops_the_start_and_names_the_setting(tmp_path, text):
    path = tmp_path / "open311.toml"
    path.write_text(text)

    with pytest.raises(SettingSenseless, match="HUB311_OPEN311"):
        jurisdictions.load(str(path))


def test_what_a_report_gets_follows_from_the_type():
    made = {"number": "482-913-0757", "token": "a1", "service_notice": None}

    assert set(opened(made, "realtime")) == {"service_request_id", "service_notice", "account_id"}
    assert set(opened(made, "batch")) == {"token", "service_notice", "account_id"}
    assert set(opened(made, "blackbox")) == {"service_notice", "account_id"}


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (None, None, (NOW - timedelta(days=90), None)),
        (datetime(2026, 1, 1, tzinfo=UTC), None, (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))),
        (None, datetime(2026, 4, 1, tzinfo=UTC), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))),
        (
            datetime(2020, 1, 1, tzinfo=UTC),
            datetime(2026, 4, 1, tzinfo=UTC),
            (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
        ),
    ],
    ids=["none: the last 90 days", "from there", "up to there", "too long: its newest 90 days"],
)
def test_a_span_has_at_most_ninety_days(start, end, found):
    assert span(start, end, NOW) == found
