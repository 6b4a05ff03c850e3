"""Points in areas: exact, borders belong to all their owners, distances to borders in metres."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from services.geo.atlas.index import AreaIndex
from services.geo.atlas.projection import project, project_point, stretch, stretch_at, unproject
from tests.geo.county import COUNTY, EAST, METRE, MIDDLE, NORTH, SOUTH, TOWNS, WEST, ZIPS, a_layer

INDEX = AreaIndex([COUNTY, TOWNS, ZIPS])


def codes(numbers):
    return [INDEX.areas[number].code for number in numbers]


def test_a_point_is_found_in_every_layer_that_holds_it():
    assert codes(INDEX.areas_at(-77.18, 39.02)) == ["ashmere", "riverton", "21301"]


def test_a_point_outside_every_area_is_in_none():
    assert INDEX.areas_at(-76.0, 39.02) == []


def test_a_border_belongs_to_both_neighbours_with_codes_ascending():
    assert codes(INDEX.areas_at(MIDDLE, 39.02)) == ["ashmere", "millbrook", "riverton", "21301", "21302"]


def test_a_corner_belongs_to_all_four_that_meet_in_it():
    quarters = [("d", (0, 0, 1, 1)), ("c", (-1, 0, 0, 1)), ("b", (-1, -1, 0, 0)), ("a", (0, -1, 1, 0))]
    index = AreaIndex([a_layer("ward", *quarters)])

    assert [index.areas[number].code for number in index.areas_at(0, 0)] == ["a", "b", "c", "d"]


@given(st.floats(WEST - 0.01, EAST + 0.01), st.floats(SOUTH - 0.01, NORTH + 0.01))
def test_many_points_at_once_get_the_same_answer_as_one_by_one(long, lat):
    many = INDEX.areas_at_each(np.array([long, MIDDLE]), np.array([lat, lat]))

    assert many == [INDEX.areas_at(long, lat), INDEX.areas_at(MIDDLE, lat)]


@given(st.floats(-77.3, -77.0), st.floats(38.9, 39.2))
def test_the_index_agrees_with_plain_geometry(long, lat):
    point = shapely.Point(long, lat)

    plain = [number for number, shape in enumerate(INDEX.shapes) if shapely.intersects(shape, point)]
    assert INDEX.areas_at(long, lat) == plain


def test_the_distance_to_a_border_is_in_metres():
    river = INDEX.find("sample", "municipality", "riverton")

    assert INDEX.borders.within(-77.18, 39.05 + 40 * METRE, 100)[river] == pytest.approx(40, abs=0.05)
    assert river not in INDEX.borders.within(-77.18, 39.05 + 101 * METRE, 100)


def test_a_point_on_a_long_straight_border_is_no_metre_away_from_it():
    state = AreaIndex([a_layer("state", ("wide", (-80, 37, -74, 41)))])

    assert state.borders.within(-77.0, 41.0, 100)[0] == pytest.approx(0, abs=0.01)


def test_an_index_without_layers_finds_nothing():
    index = AreaIndex([])

    assert index.areas_at(-77, 39) == []
    assert index.areas_at_each(np.array([-77.0]), np.array([39.0])) == [[]]
    assert index.borders.nearest(-77, 39) is None


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_a_projected_position_can_be_taken_back(long, lat):
    assert unproject(*project(long, lat)) == pytest.approx((long, lat), abs=1e-7)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_one_point_is_projected_like_many(long, lat):
    assert project_point(long, lat) == pytest.approx([float(value) for value in project(long, lat)], abs=1e-6)
    assert stretch_at(lat) == pytest.approx(float(stretch(lat)))


def test_a_metre_is_a_metre_in_every_latitude():
    # One degree of longitude on WGS 84: 111,319.5 m at the equator, 55,800.1 m at 60 degrees.
    for lat, metres in ((0.0, 111_319.5), (60.0, 55_800.1)):
        (x, _), (x2, _) = project(0.0, lat), project(1.0, lat)
        assert (x2 - x) / stretch(lat) == pytest.approx(metres, abs=1)


def test_a_border_far_away_is_as_far_as_the_arc_of_the_meridian():
    index = AreaIndex([a_layer("county", ("ashmere", (-90, 38.7, -64, 39.3)))])

    # The radius of curvature summed over 100,000 parts of the way: the border in the south is 1.7 m nearer.
    assert index.borders.metres_to(0, -77.0, 39.0) == pytest.approx(33_303.79, abs=0.05)
    assert index.borders.metres_to(0, -77.0, 39.29) == pytest.approx(1_110.21, abs=0.01)


def test_a_border_is_as_far_exactly_as_it_is_when_near():
    near = INDEX.borders.within(-77.18, 39.049, 150)

    assert {owner: INDEX.borders.metres_to(owner, -77.18, 39.049) for owner in near} == pytest.approx(near, abs=0.002)
