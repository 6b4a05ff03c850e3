"""The grid of cells: never differs from asking every polygon, on whichever cell, corner or line a point lies."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from services.geo.atlas.grid import Grid

BOX = (-77.2, 39.0, -77.1, 39.1)
RING = shapely.Point(-77.15, 39.05).buffer(0.04).difference(shapely.Point(-77.15, 39.05).buffer(0.01))
SHAPES = [
    RING,
    shapely.box(-78, 38, -76, 40),  # holds the whole box
    shapely.box(-77.15, 39.05, -77.05, 39.2),  # leaves the box
    shapely.box(-77.3, 39.0, -77.15, 39.05),  # shares a corner with the one before
    shapely.Polygon([(-77.2, 39.0), (-77.1, 39.1), (-77.1, 39.0999)]),  # thinner than a cell
    shapely.box(-77.1500001, 39.0300001, -77.15, 39.0300002),  # smaller than a cell
    shapely.MultiPolygon([shapely.box(-77.19, 39.08, -77.18, 39.09), shapely.box(-77.12, 39.01, -77.11, 39.02)]),
    shapely.box(10, 10, 11, 11),  # elsewhere
]
shapely.prepare(np.array(SHAPES, dtype=object))
GRID = Grid(BOX, SHAPES, side=64)
CORNERS = [pair for shape in SHAPES[:-1] for pair in shapely.get_coordinates(shape).tolist()]


def held(long, lat):
    whole, asked = GRID.content_at(long, lat)
    return sorted([*whole, *(number for number in asked if shapely.intersects_xy(SHAPES[number], long, lat))])


def plain(long, lat):
    return [number for number, shape in enumerate(SHAPES) if shapely.intersects_xy(shape, long, lat)]


@given(st.floats(BOX[0], BOX[2]), st.floats(BOX[1], BOX[3]))
def test_every_point_of_the_box_lies_where_plain_geometry_says(long, lat):
    assert held(long, lat) == plain(long, lat)


@given(st.integers(0, 64), st.integers(0, 64))
def test_points_on_the_lines_between_cells_lie_where_plain_geometry_says(column, row):
    long, lat = BOX[0] + column / GRID.across, BOX[1] + row / GRID.up

    assert GRID.content_at(min(long, BOX[2]), min(lat, BOX[3])) is not None
    assert held(min(long, BOX[2]), min(lat, BOX[3])) == plain(min(long, BOX[2]), min(lat, BOX[3]))


@pytest.mark.parametrize("number", range(len(CORNERS)))
def test_the_corners_of_all_areas_lie_where_plain_geometry_says(number):
    long, lat = CORNERS[number]

    assert GRID.content_at(long, lat) is None or held(long, lat) == plain(long, lat)


def test_outside_the_box_the_grid_knows_nothing():
    assert GRID.content_at(-77.21, 39.05) is None
    assert GRID.content_at(-77.15, 39.1000001) is None


def test_most_cells_need_no_polygon_to_be_asked():
    asked = np.array([bool(border) for _, border in GRID.contents])[GRID.cells]

    assert asked.mean() < 0.2
