"""Rules on time of day and on partnerships: the county's clock and calendar decide, and the trace says so."""

from datetime import UTC, datetime

import pytest

from services.common.errors import InvalidInput
from services.routing.catalogue.proposals import check_entries
from services.routing.catalogue.windows import read_window
from services.routing.work.decisions import Asked, decide
from services.routing.work.places import NOWHERE
from tests.routing.sample import a_catalogue, read

CREW = {"code": "night-crew", "service": "pothole", "priority": 10, "then": {"department": "waste"}}


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


def decided(rule, when):
    return decide(a_catalogue([rule]), Asked("pothole", NOWHERE, {}, (), at(when)))


@pytest.mark.parametrize(
    ("window", "when", "expected"),
    [
        pytest.param("closed", "2026-11-16T16:59-05:00", "dot", id="a-minute-before-closing"),
        pytest.param("closed", "2026-11-16T17:00-05:00", "waste", id="at-closing-time"),
        pytest.param("closed", "2026-11-26T10:00-05:00", "waste", id="thanksgiving-at-ten"),
        pytest.param("open", "2026-11-16T22:00+00:00", "dot", id="five-in-the-county-not-in-utc"),
        pytest.param("22:00-06:00", "2026-11-16T23:10-05:00", "waste", id="before-midnight"),
        pytest.param("22:00-06:00", "2026-11-17T05:59-05:00", "waste", id="after-midnight"),
        pytest.param("22:00-06:00", "2026-11-17T06:00-05:00", "dot", id="its-end-is-no-part-of-it"),
        pytest.param("fri 22:00-06:00", "2026-11-21T02:00-05:00", "waste", id="friday-night-lasts-until-saturday"),
        pytest.param("fri 22:00-06:00", "2026-11-20T02:00-05:00", "dot", id="thursday-night-is-none"),
        pytest.param("sat,sun 08:00-17:00", "2026-11-22T09:00-05:00", "waste", id="on-sunday"),
        pytest.param("fri-mon 08:00-17:00", "2026-11-23T09:00-05:00", "waste", id="over-the-weekend"),
        pytest.param("00:00-24:00", "2026-11-18T23:59-05:00", "waste", id="always"),
        pytest.param("01:30-02:30", "2026-11-01T06:45+00:00", "waste", id="the-hour-that-comes-twice"),
    ],
)
def test_a_rule_speaks_at_its_time_only(window, when, expected):
    choice = decided(CREW | {"when": {"time": window}}, when)

    assert choice.code == expected


def test_the_trace_names_the_moment_that_was_compared():
    choice = decided(CREW | {"when": {"time": ["closed"]}}, "2026-11-16T23:10-05:00")

    compared = {"about": "time", "wanted": ["closed"], "found": "mon 23:10 closed", "result": "holds"}
    assert choice.trace["tried"][0]["compared"] == [compared]
    assert choice.trace["at"] == "2026-11-17T04:10:00.000Z"


@pytest.mark.parametrize(
    "text", ["noon", "25:00-26:00", "8-17", "8:00-17:00", "xyz 08:00-17:00", "mon,xyz 08:00-17:00", "08:61-09:00", ""]
)
def test_a_time_that_nobody_understands_is_refused(text):
    with pytest.raises(ValueError, match="is no time"):
        read_window(text)


def test_a_rule_with_such_a_time_is_refused_with_a_pointer():
    rule = {"kind": "rule", "code": "night-crew", "base": 0, "entry": CREW | {"when": {"time": "noon"}}}

    with pytest.raises(InvalidInput) as refused:
        check_entries([rule])

    assert refused.value.errors[0]["pointer"] == "/entries/0/entry"


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param("2026-12-31T23:30-05:00", "dot", id="the-evening-before"),
        pytest.param("2027-01-01T00:10-05:00", "waste", id="from-midnight-of-its-first-day"),
        pytest.param("2027-06-30T23:50-04:00", "waste", id="until-midnight-of-its-last"),
        pytest.param("2027-07-01T00:10-04:00", "dot", id="then-it-has-lapsed"),
    ],
)
def test_a_partnership_holds_from_its_start_to_its_end_and_lapses(when, expected):
    catalogue = a_catalogue([CREW | {"when": {"partnership": "road-crew"}}])
    partnership = {"code": "road-crew", "starts": "2027-01-01", "ends": "2027-06-30", "version": 3}
    catalogue.partnerships["road-crew"] = partnership

    choice = decide(catalogue, Asked("pothole", NOWHERE, {}, (), at(when)))

    assert choice.code == expected
    assert choice.trace["tried"][0]["compared"][0]["found"] == (["road-crew:3"] if expected == "waste" else [])


def test_every_entry_of_the_sample_county_has_the_form_of_its_kind():
    kinds = {"service_types": "service_type", "rules": "rule", "departments": "department"}
    entries = [
        {"kind": kind, "code": entry["code"], "base": 0, "entry": entry}
        for name, kind in kinds.items()
        for entry in read(name)
    ]

    check_entries([*entries, {"kind": "calendar", "code": "county", "base": 0, "entry": read("calendar")}])
