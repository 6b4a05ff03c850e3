"""What an agency is to the county: a change holds for what comes later, and the file may say from which day."""

from datetime import UTC, datetime, timedelta

import pytest

from services.kb.agencies import read_agency, store_agency
from services.kb.classes import class_at, grow, is_tracked
from tests.kb.sample import an_agency

THEN = datetime(2026, 11, 20, 15, tzinfo=UTC)
LATER = THEN + timedelta(days=30)


@pytest.mark.parametrize(
    ("members", "tracked"),
    [
        pytest.param({"class": "county"}, True, id="the county's own"),
        pytest.param({"class": "funded", "agreement": "MOU 2026-14"}, True, id="a partner who has agreed"),
        pytest.param({"class": "funded"}, False, id="a partner without an agreement"),
        pytest.param({"class": "external", "agreement": "MOU 2026-14"}, False, id="nobody outside"),
    ],
)
def test_the_county_hears_what_becomes_of_a_referral_by_agreement(members, tracked):
    assert is_tracked(members) is tracked


def test_a_new_class_holds_from_now_and_the_old_one_for_what_was_before():
    known = grow([], {"class": "external"}, THEN)
    classes = grow(known, {"class": "funded", "agreement": "MOU"}, LATER)

    held = [class_at({"classes": classes}, moment)["class"] for moment in (THEN, LATER, LATER + timedelta(days=1))]

    assert held == ["external", "funded", "funded"]


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        pytest.param("2027-07-01", "2027-07-01T04:00:00.000Z", id="a day of the county to come"),
        pytest.param("2020-01-01", "2026-12-20T15:00:00.000Z", id="never a day that is over"),
    ],
)
def test_the_file_may_say_from_which_day(day, begins):
    known = grow([], {"class": "external"}, THEN)

    assert grow(known, {"class": "funded", "class_from": day}, LATER)[-1]["from"] == begins


def test_the_same_again_changes_nothing():
    known = grow([], {"class": "external"}, THEN)

    assert grow(known, {"class": "external"}, LATER) == known


def test_an_entry_keeps_its_classes_when_the_file_is_loaded_anew(store):
    with store.transaction() as session:
        partner = an_agency() | {"class": "funded", "agreement": "MOU 2026-14"}
        for entry, moment in ((an_agency(), THEN), (partner, LATER), (partner | {"url": "https://new.example"}, LATER)):
            store_agency(session, entry, moment)
        found = read_agency(session, an_agency()["id"])

    assert [(one["class"], one["tracked"]) for one in found["classes"]] == [("external", False), ("funded", True)]
    assert (class_at(found, THEN)["class"], class_at(found, LATER)["class"]) == ("external", "funded")
