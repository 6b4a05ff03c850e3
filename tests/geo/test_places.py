"""The one answer about a place, whatever was given."""

import pytest
from shapely import box

from services.geo.atlas.index import LayerVersion, PreparedLayer
from services.geo.layers.features import Feature
from services.geo.places.lookups import locate
from tests.geo.county import COUNTY, EAST, METRE, MIDDLE, TOWNS, ZIPS, a_layer, an_atlas

ATLAS = an_atlas()
NEIGHBOURS = {"ashmere": (-77.2, 39.0, -77.1, 39.1), "howell": (-77.1, 39.0, -77.0, 39.1)}


def layer_codes(answer):
    return {kind: layer and layer["code"] for kind, layer in answer["layers"].items()}


def test_a_point_gets_every_loaded_layer_with_its_version():
    answer = locate(ATLAS, {"lat": 39.02, "long": -77.18})

    assert layer_codes(answer) == {"county": "ashmere", "municipality": "riverton", "zip_code": "21301"}
    assert answer["layers"]["county"] == {
        "code": "ashmere", "name": "Ashmere", "version": 1, "valid_from": "2022-12-05", "border_metres": None,
        "candidates": [{"code": "ashmere", "name": "Ashmere", "metres": 0.0}],
    }  # fmt: skip
    assert answer["position"] == {"lat": 39.02, "long": -77.18, "method": "point", "certainty_metres": 10.0}
    assert (answer["question"], answer["candidates"]) == (None, [])


def test_a_layer_in_which_the_point_does_not_lie_is_null():
    assert locate(ATLAS, {"lat": 39.08, "long": -77.18})["layers"]["municipality"] is None


def test_near_a_border_both_towns_are_candidates_and_one_question_is_asked():
    answer = locate(ATLAS, {"lat": 39.02, "long": MIDDLE - 4 / 86_500})

    assert answer["layers"]["municipality"]["code"] == "riverton"
    assert answer["layers"]["municipality"]["border_metres"] == pytest.approx(4, abs=0.05)
    assert [item["code"] for item in answer["layers"]["municipality"]["candidates"]] == ["millbrook", "riverton"]
    assert answer["question"]["text"] == "Is it in Millbrook or Riverton?"


def test_the_same_border_is_no_question_when_the_position_is_certain_enough():
    answer = locate(ATLAS, {"lat": 39.02, "long": MIDDLE - 4 / 86_500, "certainty_metres": 3})

    assert answer["question"] is None


def test_just_outside_a_town_the_question_offers_outside():
    answer = locate(ATLAS, {"lat": 39.05 + 5 * METRE, "long": -77.18})

    assert answer["layers"]["municipality"] is None
    assert answer["question"]["text"] == "Is it in Riverton or outside every municipality?"
    assert [option["code"] for option in answer["question"]["options"]] == ["riverton", "none"]


def test_overlapping_areas_far_from_their_borders_are_all_candidates_and_no_question():
    parks = a_layer("park", ("a", (-77.19, 39.01, -77.16, 39.04)), ("b", (-77.19, 39.01, -77.16, 39.04)))

    answer = locate(an_atlas((COUNTY, parks), roads=()), {"lat": 39.02, "long": -77.18})

    assert [item["code"] for item in answer["layers"]["park"]["candidates"]] == ["a", "b"]
    assert answer["question"] is None


def test_an_exact_border_is_told_however_far():
    answer = locate(ATLAS, {"lat": 39.02, "long": -77.18, "border": "exact"})

    assert answer["layers"]["municipality"]["border_metres"] == pytest.approx(1731, abs=2)
    assert answer["layers"]["county"]["border_metres"] == pytest.approx(1731, abs=2)


def test_codes_only_when_asked():
    answer = locate(ATLAS, {"lat": 39.02, "long": -77.18, "fields": "codes"})

    assert answer["layers"]["municipality"] == {"code": "riverton"}


def test_outside_the_county_the_nearest_is_named_and_nothing_fails():
    answer = locate(ATLAS, {"lat": 39.05, "long": EAST + 1000 / 86_500})

    assert set(layer_codes(answer).values()) == {None}
    assert answer["jurisdiction"]["id"] == "sample"
    assert not answer["jurisdiction"]["inside"]
    assert answer["jurisdiction"]["nearest"] == {
        "kind": "county", "code": "ashmere", "name": "Ashmere", "metres": pytest.approx(1000, abs=2),
    }  # fmt: skip


@pytest.mark.parametrize("point", [(90, 0), (-90, 180), (0, -180), (0, 0)])
def test_the_ends_of_the_earth_are_outside_too(point):
    answer = locate(ATLAS, {"lat": float(point[0]), "long": float(point[1])})

    assert not answer["jurisdiction"]["inside"]


def test_a_point_is_answered_by_the_jurisdiction_it_lies_in():
    other = a_layer("county", ("24031", (EAST, 39.0, -77.0, 39.1)), jurisdiction="montgomery")
    wards = a_layer("ward", ("7", (-77.2, 39.0, -77.0, 39.1)), jurisdiction="montgomery")
    atlas = an_atlas((COUNTY, TOWNS, other, wards))

    inside, beside = locate(atlas, {"lat": 39.05, "long": -77.15}), locate(atlas, {"lat": 39.05, "long": -77.05})

    assert (inside["jurisdiction"]["id"], layer_codes(inside)["ward"]) == ("sample", None)
    assert (beside["jurisdiction"]["id"], layer_codes(beside)["ward"]) == ("montgomery", "7")
    assert "municipality" in beside["layers"]


def test_without_any_layer_nothing_is_known_and_nothing_fails():
    answer = locate(an_atlas((), (), ()), {"lat": 39.05, "long": -77.15})

    assert (answer["layers"], answer["road"], answer["jurisdiction"]["id"]) == ({}, None, None)


def test_an_address_gives_its_position_and_its_own_street():
    answer = locate(ATLAS, {"address": "7300 Carol Ave"})

    assert answer["position"]["method"] == "address_typo"
    assert answer["road"]["street"] == "Carroll Ave"
    assert answer["candidates"][0]["address_id"] == "7300-carroll-ave-riverton"


def test_a_point_is_told_with_the_address_by_which_people_know_it():
    assert locate(ATLAS, {"lat": 39.0303, "long": -77.1601})["address"]["label"] == "7300 Carroll Ave, Riverton 21301"
    assert locate(ATLAS, {"lat": 39.08, "long": -77.12})["address"] is None


def test_an_address_that_stands_in_two_towns_is_asked_about_not_guessed():
    answer = locate(ATLAS, {"address": "100 Main St"})

    assert answer["position"] is None
    assert answer["question"]["text"] == "Is it 100 Main St, Millbrook 21302 or 100 Main St, Riverton 21301?"
    assert len(answer["candidates"]) == 2


def test_an_address_that_is_hardly_alike_is_offered_not_taken():
    answer = locate(ATLAS, {"address": "Maine Street, Riverton"})

    assert answer["position"] is None
    assert answer["candidates"][0]["address_id"] == "100-main-st-riverton"
    assert answer["question"]["text"] == "Is it 100 Main St, Riverton 21301?"


def test_an_unknown_address_has_no_candidates_and_a_clear_answer():
    answer = locate(ATLAS, {"address": "1600 Pennsylvania Ave"})

    assert (answer["position"], answer["candidates"]) == (None, [])
    assert set(layer_codes(answer).values()) == {None}
    assert answer["question"]["text"].startswith("No address like this is known here.")


def test_an_address_id_is_exact():
    answer = locate(ATLAS, {"address_id": "100-main-st-millbrook"})

    assert (answer["position"]["method"], layer_codes(answer)["municipality"]) == ("address_id", "millbrook")


def test_at_a_crossing_of_two_owners_the_question_is_about_the_road():
    answer = locate(ATLAS, {"q": "corner of Carroll Ave and Tolliver Pike"})

    assert answer["position"]["method"] == "intersection"
    assert answer["question"]["about"] == "road"
    assert {option["code"] for option in answer["question"]["options"]} == {"county", "state"}


def test_a_zip_is_never_answered_with_one_of_several_districts():
    wards = a_layer("council_district", ("1", (-77.2, 39.0, -77.15, 39.075)), ("2", (-77.2, 39.075, -77.15, 39.1)))

    answer = locate(an_atlas((COUNTY, ZIPS, wards)), {"zip": "21301-4455"})

    assert layer_codes(answer) == {"county": "ashmere", "council_district": None, "zip_code": "21301"}
    shares = [(item["code"], item["share"]) for item in answer["layers"]["council_district"]["candidates"]]
    assert shares == [("1", 0.75), ("2", 0.25)]
    assert answer["question"]["about"] == "council_district"


def test_an_unknown_zip_is_an_answer():
    assert locate(ATLAS, {"zip": "99999"})["position"] is None


@pytest.mark.parametrize(
    ("q", "method"),
    [("39.02, -77.18", "point"), ("21302", "zip"), ("Riverton", "area"), ("Rivertown", "area"),
     ("7300 carroll ave", "address"), ("95.0, -77", None), ("", None)],
    ids=["a point", "a ZIP", "a town", "a town with a typo", "an address", "no latitude", "nothing"],
)  # fmt: skip
def test_plain_text_is_understood(q, method):
    position = locate(ATLAS, {"q": q})["position"]

    assert (position and position["method"]) == method


def test_a_neighbouring_county_is_named_and_is_not_ours():
    shown = [Feature(code, code.title(), box(*bounds), {}) for code, bounds in NEIGHBOURS.items()]
    atlas = an_atlas(layers=(PreparedLayer(LayerVersion("ours", "county", 1, None, "ashmere"), shown),))

    answer = locate(atlas, {"lat": 39.05, "long": -77.05})

    assert answer["layers"]["county"]["code"] == "howell"
    assert answer["jurisdiction"] == {
        "id": "ours", "inside": False, "nearest": {"kind": "county", "code": "howell", "name": "Howell", "metres": 0}
    }  # fmt: skip
