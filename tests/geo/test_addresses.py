"""Addresses: written in many ways, with typos, as crossings, by range and by position."""

from dataclasses import replace

import pytest
from shapely import Point

from services.geo.addresses import matches
from services.geo.addresses.address_text import Written, take_apart
from services.geo.addresses.addresses import Address, address_of
from services.geo.addresses.street_words import words_of
from services.geo.addresses.streets import street_name
from tests.geo.county import ADDRESSES, METRE, an_address, an_atlas

CITIES = ("Riverton", "Oak Hollow", "Silver Spring")
BOOK = an_atlas().addresses


def best(text):
    found = matches.find(BOOK, text)
    return (found[0].address.label, found[0].method) if found else None


SPELLINGS = {
    "types": ("Carroll Avenue", "CARROLL AVE"),
    "dots and case": ("carroll av.", "CARROLL AVE"),
    "directions": ("North Fifth Street", "N FIFTH ST"),
    "a direction behind": ("University Boulevard, East", "E UNIVERSITY BLVD"),
    "ordinals": ("5th St", "FIFTH ST"),
    "ordinals apart": ("5 th street", "FIFTH ST"),
    "saints": ("St. Margaret's Way", "SAINT MARGARETS WAY"),
    "mounts": ("Mt Vernon Pl", "MOUNT VERNON PL"),
    "accents": ("Peña Ct", "PENA CT"),
    "dashes": ("East-West Highway", "E WEST HWY"),
    "a street that is called like a type": ("Park Avenue", "PARK AVE"),
    "a direction as a name": ("North Ave", "NORTH AVE"),
}


@pytest.mark.parametrize(("written", "key"), SPELLINGS.values(), ids=SPELLINGS)
def test_streets_have_one_form_however_they_are_written(written, key):
    assert street_name(written).key == key


@pytest.mark.parametrize("key", [key for _, key in SPELLINGS.values()])
def test_the_one_form_of_a_street_is_its_own_form(key):
    assert street_name(key).key == key


PARTS = {
    "number and street": ("7300 Carroll Ave", Written("CARROLL AVE", 7300)),
    "city, state, ZIP": ("7300 Carroll Ave, Silver Spring, MD 20901-1234",
                         Written("CARROLL AVE", 7300, None, "SILVER SPRING", "20901")),
    "no commas": ("7300 carroll ave oak hollow 21303", Written("CARROLL AVE", 7300, None, "OAK HOLLOW", "21303")),
    "a city with a typo": ("7300 Carroll Ave Rivreton", Written("CARROLL AVE", 7300, None, "RIVERTON")),
    "a unit": ("7300 Carroll Ave Apt. 3B", Written("CARROLL AVE", 7300, "3B")),
    "a unit by its sign": ("7300 Carroll Ave #12, Riverton", Written("CARROLL AVE", 7300, "12", "RIVERTON")),
    "a letter at the number": ("7300-B Carroll Ave", Written("CARROLL AVE", 7300, "B")),
    "a saint is no ordinal": ("12301 St Margarets Way", Written("ST MARGARETS WAY", 12301)),
    "an ordinal is no number": ("5 th street", Written("5 TH STREET")),
    "a crossing": ("Georgia Ave & Viers Mill Rd", Written(crossing=("GEORGIA AVE", "VIERS MILL RD"))),
    "a corner": ("corner of Oak and 5th", Written(crossing=("OAK", "5TH"))),
    "at": ("at the intersection of Oak St at Main", Written(crossing=("OAK ST", "MAIN"))),
    "a street like a city": ("200 Oak Hollow", Written("OAK HOLLOW", 200)),
    "a street like a town": ("Mill Rd and Riverton Rd", Written(crossing=("MILL RD", "RIVERTON RD"))),
    "a mistyped corner": ("corenr of Oak St and 5th", Written(crossing=("OAK ST", "5TH"))),
    "no corner": ("Avenue of the Arts and 5th", Written(crossing=("AVENUE OF THE ARTS", "5TH"))),
    "nothing": ("  ", Written()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), PARTS.values(), ids=PARTS)
def test_a_written_address_is_taken_apart(text, parts):
    assert take_apart(text, CITIES) == parts


FOUND = {
    "as it stands": ("7300 Carroll Ave", ("7300 Carroll Ave, Riverton 21301", "address")),
    "another spelling": ("7300 carroll avenue, Riverton MD 21301", ("7300 Carroll Ave, Riverton 21301", "address")),
    "one typo": ("7300 Carol Ave", ("7300 Carroll Ave, Riverton 21301", "address_typo")),
    "two typos": ("7300 Caroll Avenu", ("7300 Carroll Ave, Riverton 21301", "address_typo")),
    "a typo in the type": ("7300 Carroll Avneue", ("7300 Carroll Ave, Riverton 21301", "address_typo")),
    "no type": ("7300 Carroll", ("7300 Carroll Ave, Riverton 21301", "address_typo")),
    "the town tells which": ("100 Main St, Millbrook", ("100 Main St, Millbrook 21302", "address")),
    "the ZIP tells which": ("100 Main St 21302", ("100 Main St, Millbrook 21302", "address")),
    "an ordinal in digits": ("12 North 5th Street", ("12 N Fifth St, Riverton 21301", "address")),
    "a number in the range of the road": ("7384 Carroll Ave", ("7384 Carroll Ave, 21301", "address_range")),
    "a number next to a known one": ("14 N Fifth St", ("12 N Fifth St, Riverton 21301", "nearest_number")),
    "a whole street": ("Carroll Ave", ("7306 Carroll Ave, Riverton 21301", "street")),
    "a crossing": ("Carroll Ave & Tolliver Pike", ("Carroll Ave & Tolliver Pike", "intersection")),
    "a crossing, turned": ("corner of tolliver pike and carroll ave",
                           ("Carroll Ave & Tolliver Pike", "intersection")),
    "a crossing with typos": ("Tollver and Carol", ("Carroll Ave & Tolliver Pike", "intersection_typo")),
    "an unknown street": ("1600 Pennsylvania Ave", None),
    "an unknown crossing": ("Main St & Carroll Ave", None),
    "no address": ("there is a hole in the road", None),
    "signs only": ("&&&", None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_the_best_candidate_for_a_written_address(text, expected):
    assert best(text) == expected


def test_candidates_are_ranked_by_score_and_each_stands_once():
    found = matches.find(BOOK, "100 Main St")

    assert [match.address.city for match in found] == ["Millbrook", "Riverton"]
    assert found[0].score == found[1].score == 1.0


REASONS = {
    "as it stands": ("7300 Carroll Ave", "as written"),
    "a typo": ("7300 Carol Ave", "the street is spelt a little differently"),
    "another ZIP": ("7300 Carroll Ave 21302", "in ZIP 21301, not 21302"),
    "a unit that no list has": ("7300 Carroll Ave Apt 4", "the building, not the unit"),
    "a range": ("7384 Carroll Ave", "no list has this number: placed by the numbers of its block"),
    "next door": ("14 N Fifth St", "the nearest known house number"),
    "a whole street": ("Carroll Ave", "the middle of the street: no house number was given"),
}


@pytest.mark.parametrize(("text", "reason"), REASONS.values(), ids=REASONS)
def test_each_candidate_says_why_it_may_be_meant(text, reason):
    assert matches.find(BOOK, text)[0].reason == reason


def test_a_number_in_a_range_says_on_which_side_it_stands():
    assert [matches.find(BOOK, f"{number} Carroll Ave")[0].side for number in (7384, 7385)] == ["right", "left"]


def test_the_unit_that_was_named_comes_first_and_the_building_where_none_was():
    building = an_address(1113, "Third St", -77.15, 39.01)
    units = [replace(building, id=f"apt-{unit}", unit=f"Apt {unit}") for unit in ("201", "202")]
    book = an_atlas(addresses=[*units, building]).addresses

    assert matches.find(book, "1113 Third St Apt 202")[0].address.id == "apt-202"
    assert matches.find(book, "1113 Third St")[0].address.id == building.id


def test_a_listed_crossing_is_not_listed_again_from_the_centre_lines():
    listed = an_address(None, "Tolliver Pike & Carroll Ave", -77.16, 39.03)

    found = matches.find(an_atlas(addresses=[listed]).addresses, "Carroll Ave & Tolliver Pike")

    assert [match.address.id for match in found] == [listed.id]


def test_a_number_in_range_stands_on_its_side_of_the_street():
    even, odd = (matches.find(BOOK, f"{number} Carroll Ave")[0].address for number in (7384, 7385))

    assert (even.lat, odd.lat) == (
        pytest.approx(39.03 - 12 * METRE, abs=2e-6),
        pytest.approx(39.03 + 12 * METRE, abs=2e-6),
    )
    assert -77.155 < even.long < -77.151


def test_the_nearest_address_to_a_point_is_found():
    (address, metres), *_ = BOOK.near(-77.1601, 39.0302 + 20 * METRE)

    assert (address.id, round(metres)) == (ADDRESSES[0].id, 20)


def test_suggestions_begin_with_what_was_typed():
    assert [match.address.number for match in matches.suggest(BOOK, "73 carr")] == [7300, 7306, 7310]
    assert [match.address.number for match in matches.suggest(BOOK, "7306 c")] == [7306]
    assert matches.suggest(BOOK, "marg")[0].address.street == "Saint Margaret's Way"
    assert matches.suggest(BOOK, "73 karr")[0].address.street == "Carroll Ave"
    assert matches.suggest(BOOK, "") == []


@pytest.mark.parametrize("text", ["\u0130\ufb03", "🚧 road", "St St St St", "1/2", "N", "of", "#" * 300, "0 0 0 0 0"])
def test_odd_text_finds_nothing_and_breaks_nothing(text):
    assert words_of(text) is not None
    assert matches.find(BOOK, text) == []
    assert isinstance(matches.suggest(BOOK, text), list)


def test_a_number_from_a_column_with_gaps_is_still_a_house_number():
    address = address_of(
        "1", {"number": 458.0, "street": "Bobbin St", "zip": 21304.0, "unit": None}, Point(-77.1, 39.0)
    )

    assert (address.number, address.zip, address.unit) == (458, "21304", None)


LIBRARY = Address("hartwell-library", None, "Hartwell Library", None, "Hartwell", "21301", "landmark", -77.149, 39.03)
LANDMARKS = an_atlas(addresses=[*ADDRESSES, LIBRARY]).addresses
NAMED = {
    "its name": ("Hartwell Library", 1.0),
    "its name and town": ("hartwell library, Hartwell", 1.0),
    "a slip": ("Hartwel Libary", 0.93),
}


@pytest.mark.parametrize(("text", "score"), NAMED.values(), ids=NAMED)
def test_a_landmark_is_found_by_its_name(text, score):
    best_match = matches.find(LANDMARKS, text)[0]

    assert (best_match.address.id, best_match.method) == ("hartwell-library", "landmark")
    assert best_match.score == pytest.approx(score, abs=0.01)


def test_a_landmark_is_suggested_while_its_name_is_typed():
    assert [match.address.id for match in matches.suggest(LANDMARKS, "libr")] == ["hartwell-library"]


def test_a_landmark_is_no_address_by_which_people_know_a_point():
    assert LANDMARKS.near(-77.149, 39.03) == BOOK.near(-77.149, 39.03)
