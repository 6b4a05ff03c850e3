"""Facilities near a place."""

from services.kb.facilities import Place, Wish, find_facilities, metres_between
from tests.kb.sample import FRIDAY_NOON, SUNDAY_NIGHT, ZONE, a_library

HERE = Place(39.0, -77.0)


def found(facilities, **wish):
    return find_facilities(facilities, Wish(wish.pop("moment", FRIDAY_NOON), **wish), ZONE)


def test_a_degree_of_latitude_is_111_kilometres():
    assert round(metres_between(Place(39.0, -77.0), Place(40.0, -77.0)) / 1000) == 111


def test_the_nearest_comes_first_with_its_distance():
    far, near = a_library("far", lat=39.2), a_library("near", lat=39.001, long=-77.0)

    facilities = found([far, near], near=HERE)

    assert [facility["id"] for facility in facilities] == ["near", "far"]
    assert facilities[0]["distance_metres"] == 111


def test_without_a_place_they_come_by_name_and_without_distance():
    facilities = found([a_library("b", "Wood Library"), a_library("a", "Elm Library")])

    assert [(f["name"], f["distance_metres"]) for f in facilities] == [
        ("Elm Library", None),
        ("Wood Library", None),
    ]


def test_only_open_ones_when_open_ones_are_wished():
    shut, unknown = a_library("shut"), a_library("unknown", hours=None)

    assert found([shut, unknown], open_only=True, moment=SUNDAY_NIGHT) == []


def test_another_kind_is_not_found():
    assert found([a_library(), a_library("pool", kind="pool")], kind="pool")[0]["id"] == "pool"


def test_every_wished_feature_must_be_there():
    assert found([a_library()], features=("wifi", "study rooms")) == []


def test_a_shut_facility_says_when_it_opens():
    assert found([a_library()], moment=SUNDAY_NIGHT)[0]["opens_at"].isoformat() == "2026-11-23T15:00:00+00:00"
