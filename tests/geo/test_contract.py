"""Messages of geo: what is accepted, what is refused with a pointer, and the form of every answer."""

import math

import pytest

from services.common.contract import load
from services.common.errors import InvalidInput
from services.geo import contract
from services.geo.addresses.matches import suggest
from services.geo.contract.layers import FeatureNotFound
from services.geo.places.batches import locate_each
from services.geo.places.features import MOST_VERTICES, read_feature
from services.geo.places.lookups import candidate, locate
from tests.contracts.forms import hold
from tests.geo.county import a_layer, an_atlas

ATLAS = an_atlas()
POINT = {"lat": 39.02, "long": -77.18}

REFUSED = {
    "no place": ({}, "/"),
    "half a point": ({"lat": 39.0}, "/long"),
    "the other half": ({"long": -77.0}, "/lat"),
    "a latitude beyond the pole": ({"lat": 90.1, "long": 0}, "/lat"),
    "a longitude beyond the date line": ({"lat": 0, "long": -180.5}, "/long"),
    "no number": ({"lat": math.nan, "long": 0}, "/lat"),
    "an infinite number": ({"lat": 0, "long": math.inf}, "/long"),
    "text for a number": ({"lat": "39", "long": 0}, "/lat"),
    "true for a number": ({"lat": True, "long": 0}, "/lat"),
    "two places": ({"q": "Riverton", "zip": "21301"}, "/q"),
    "a ZIP of four digits": ({"zip": "2130"}, "/zip"),
    "NUL in a text": ({"q": "a\x00b"}, "/q"),
    "a long text": ({"address": "x" * 251}, "/address"),
    "an empty text": ({"q": ""}, "/q"),
    "an unknown member": ({**POINT, "colour": "red"}, "/colour"),
    "unknown fields": ({**POINT, "fields": "names"}, "/fields"),
    "a negative certainty": ({**POINT, "certainty_metres": -1}, "/certainty_metres"),
    "a certainty that is no number": ({**POINT, "certainty_metres": math.nan}, "/certainty_metres"),
}


@pytest.mark.parametrize(("message", "pointer"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_question_is_refused_with_a_pointer(message, pointer):
    with pytest.raises(InvalidInput) as refused:
        load(contract.LOCATE.request, message)

    assert pointer in [error["pointer"] for error in refused.value.errors]


BATCHES = {
    "NaN": ({"id": "a", "lat": math.nan, "long": 0.0}, "/places/0/lat"),
    "beyond the pole": ({"id": "a", "lat": 91.0, "long": 0.0}, "/places/0/lat"),
    "no id": ({"lat": 1.0, "long": 0.0}, "/places/0/id"),
    "an id with NUL": ({"id": "a\x00", "lat": 1.0, "long": 0.0}, "/places/0/id"),
    "a number for an id": ({"id": 1, "lat": 1.0, "long": 0.0}, "/places/0/id"),
    "an unknown member": ({"id": "a", "lat": 1.0, "long": 0.0, "x": 1}, "/places/0/x"),
    "no object": ("a", "/places/0"),
}


@pytest.mark.parametrize(("place", "pointer"), BATCHES.values(), ids=BATCHES)
def test_a_wrong_place_in_a_batch_is_refused_with_a_pointer(place, pointer):
    with pytest.raises(InvalidInput) as refused:
        load(contract.LOCATE_MANY.request, {"places": [place]})

    assert refused.value.errors[0]["pointer"] == pointer


def test_a_batch_has_at_most_five_hundred_places():
    place = {"id": "a", "lat": 1.0, "long": 1.0}

    assert len(load(contract.LOCATE_MANY.request, {"places": [place] * 500})["places"]) == 500
    with pytest.raises(InvalidInput):
        load(contract.LOCATE_MANY.request, {"places": [place] * 501})


def test_whole_numbers_and_missing_members_are_fine_in_a_batch():
    places = [{"id": "a", "lat": 39, "long": -77}, {"id": "b", "address": "7300 Carroll Ave", "lat": None}]

    assert load(contract.LOCATE_MANY.request, {"places": places})["places"] == places


WISHES = {
    "a point": POINT,
    "near a border": {"lat": 39.02, "long": -77.15004},
    "codes": {**POINT, "fields": "codes"},
    "an exact border": {**POINT, "border": "exact"},
    "outside": {"lat": 0.0, "long": 0.0},
    "an address": {"address": "7300 Carol Ave"},
    "an address in range": {"address": "7384 Carroll Ave"},
    "an address in two towns": {"address": "100 Main St"},
    "an unknown address": {"address": "1600 Pennsylvania Ave"},
    "a crossing": {"q": "Carroll Ave & Tolliver Pike"},
    "a ZIP": {"zip": "21301"},
    "a town": {"q": "Riverton"},
}


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
def test_every_answer_about_a_place_has_the_form_of_the_contract(wish):
    hold(contract.LOCATE.answer(), locate(ATLAS, load(contract.LOCATE.request, wish)))


def test_every_answer_of_a_batch_has_the_form_of_the_contract():
    places = [{"id": name, **{k: v for k, v in wish.items() if k in ("lat", "long", "address")}}
              for name, wish in WISHES.items()]  # fmt: skip

    answers = [answer for piece in locate_each(ATLAS, places) for answer in piece]

    hold(contract.LOCATE_MANY.answer(), {"places": answers})


def test_suggestions_and_features_have_the_form_of_the_contract():
    items = [candidate(match) for match in suggest(ATLAS.addresses, "73 c", 5)]

    hold(contract.FIND_ADDRESSES.answer(), {"items": items})
    hold(contract.READ_FEATURE.answer(), read_feature(ATLAS, {"kind": "county", "code": "ashmere"}))


def test_a_feature_that_is_not_there_is_refused():
    for wish in ({"kind": "county", "code": "x"}, {"kind": "x", "code": "ashmere"},
                 {"kind": "county", "code": "ashmere", "jurisdiction_id": "other"}):  # fmt: skip
        with pytest.raises(FeatureNotFound):
            read_feature(ATLAS, wish)


def test_a_border_with_very_many_corners_is_simplified_and_says_so():
    layer = a_layer("county", ("round", (-77.2, 39.0, -77.1, 39.1)))
    layer.shapes[0] = layer.shapes[0].centroid.buffer(0.05, quad_segs=5000)

    feature = read_feature(an_atlas((layer,), (), ()), {"kind": "county", "code": "round"})

    assert len(feature["geometry"]["coordinates"][0]) <= MOST_VERTICES
    assert 0 < feature["properties"]["simplified_metres"] < 5
