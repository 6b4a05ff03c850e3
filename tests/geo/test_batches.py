"""Many places at once: the same answers as one by one, each place on its own, in pieces."""

from services.geo.places.batches import PIECE, locate_each
from services.geo.places.lookups import locate
from tests.geo.county import an_atlas

ATLAS = an_atlas()


def ask(*places):
    return [answer for piece in locate_each(ATLAS, places) for answer in piece]


def test_a_batch_holds_code_name_and_version_of_each_layer_and_the_owner_of_the_road():
    answer = ask({"id": "a", "lat": 39.0301, "long": -77.155})[0]

    assert answer["id"] == "a"
    assert answer["layers"]["municipality"] == {"code": "riverton", "name": "Riverton", "version": 1}
    assert (answer["road"]["owner"], answer["road"]["owners"]) == ("county", ["county"])


def test_a_crossing_has_both_owners():
    assert set(ask({"id": "a", "lat": 39.03, "long": -77.16})[0]["road"]["owners"]) == {"state", "county"}


def test_a_batch_agrees_with_single_look_ups():
    places = [{"id": str(n), "lat": 39.0 + n / 1500, "long": -77.2 + n / 1500} for n in range(3 * PIECE + 1)]

    for place, answer in zip(places, ask(*places), strict=True):
        single = locate(ATLAS, {**place, "fields": "codes"})
        assert answer["id"] == place["id"]
        assert {k: v and {"code": v["code"]} for k, v in answer["layers"].items()} == single["layers"]
        assert (answer["road"] or {}).get("owner") == (single["road"] or {}).get("owner")


def test_what_cannot_be_placed_has_no_position_and_disturbs_no_other():
    texts = {"two towns": "100 Main St", "a whole street": "Carroll Ave", "known": "7300 Carroll Ave"}
    places = [{"id": name, "address": text} for name, text in texts.items()]

    answers = ask({"id": "nothing"}, *places)

    assert [answer["id"] for answer in answers if answer["position"]] == ["known"]


def test_an_address_id_wins_over_a_point_and_a_point_over_an_address():
    known = {"lat": 39.08, "long": -77.12}

    by_id, by_point = ask(
        {"id": "1", **known, "address_id": "100-main-st-riverton"}, {"id": "2", **known, "address": "100 Main St"}
    )

    assert by_id["position"]["method"] == "address_id"
    assert (by_point["position"]["method"], by_point["position"]["lat"]) == ("point", 39.08)


def test_the_street_of_an_address_chooses_between_two_roads_at_a_point():
    place = {"id": "1", "lat": 39.03, "long": -77.16, "address": "7300 Carroll Avenue"}

    assert ask(place)[0]["road"]["owners"] == ["county"]


def test_no_place_is_no_answer():
    assert ask() == []
