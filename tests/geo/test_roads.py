"""Roads: the nearest within reach, its owner, the side of the street, and both owners at a crossing."""

import numpy as np
from shapely import LineString

from services.geo.places.positions import Position
from services.geo.places.roads import RoadIndex, road_at, road_of
from tests.geo.county import CARROLL, METRE, TOLLIVER, a_road

ROADS = RoadIndex([TOLLIVER, CARROLL])


def owners(road):
    return [option["owner"] for option in road["candidates"]]


def test_a_place_lies_on_the_nearest_road():
    road = road_at(ROADS, Position(-77.155, 39.03 + 8 * METRE))

    assert (road["street"], road["owner"], road["metres"]) == ("Carroll Ave", "county", 8.0)


def test_a_place_farther_than_sixty_metres_from_every_road_is_on_none():
    assert road_at(ROADS, Position(-77.155, 39.03 + 61 * METRE)) is None


def test_at_a_crossing_of_two_owners_both_are_named():
    assert sorted(owners(road_at(ROADS, Position(-77.16, 39.03)))) == ["county", "state"]


def test_the_less_certain_a_position_the_more_roads_it_may_lie_on():
    near_carroll = (-77.16 + 30 / 86_500, 39.03)

    assert owners(road_at(ROADS, Position(*near_carroll, certainty_metres=10))) == ["county"]
    assert owners(road_at(ROADS, Position(*near_carroll, certainty_metres=40))) == ["county", "state"]


def test_the_street_of_an_address_decides_even_when_another_road_is_nearer():
    position = Position(-77.16 + 5 / 86_500, 39.03 + 90 * METRE, street_key="CARROLL AVE")

    road = road_at(ROADS, position)

    assert (road["street"], owners(road)) == ("Carroll Ave", ["county"])


def test_the_side_of_the_street_is_told_in_the_direction_of_its_line():
    assert road_at(ROADS, Position(-77.155, 39.03 + 8 * METRE))["side"] == "left"
    assert road_at(ROADS, Position(-77.155, 39.03 - 8 * METRE))["side"] == "right"
    assert road_at(ROADS, Position(-77.155, 39.03))["side"] is None


def test_the_side_is_told_at_both_ends_of_a_road():
    for long in (-77.17, -77.151):
        assert road_at(ROADS, Position(long, 39.03 - 8 * METRE))["side"] == "right"


def test_two_stretches_of_one_street_and_owner_are_named_once():
    first = a_road("Ferry Rd", "state", (-77.2, 39.0), (-77.1, 39.0))
    second = a_road("Ferry Rd", "state", (-77.1, 39.0), (-77.0, 39.0))

    assert owners(road_at(RoadIndex([first, second]), Position(-77.1, 39.0))) == ["state"]


def test_many_places_find_the_same_roads_as_one_by_one():
    longs, lats = np.array([-77.155, -77.16, -77.0]), np.array([39.0301, 39.03, 39.0])

    found = ROADS.at_each(longs, lats)

    assert found == [ROADS.at(long, lat) for long, lat in zip(longs, lats, strict=True)]


def test_a_county_without_roads_has_none_anywhere():
    assert road_at(RoadIndex([]), Position(-77.16, 39.03)) is None


def test_ranges_that_are_no_numbers_are_none():
    road = road_of("1", {"street": "Ferry Rd", "left_from": "A", "left_to": 99}, LineString([(0, 0), (1, 1)]))

    assert (road.left, road.right, road.owner) == (None, None, "unknown")
