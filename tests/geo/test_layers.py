"""Layer files: what is read, what is mended and reported, what is refused."""

import pytest

from services.geo.layers.features import LINES, LayerUnusable
from tests.geo.county import a_feature, a_file, read, read_bytes, square

SQUARE = [square(-77.2, 39.0, -77.1, 39.1)]
BOW_TIE = [[[-77.2, 39.0], [-77.1, 39.1], [-77.1, 39.0], [-77.2, 39.1], [-77.2, 39.0]]]


def test_features_come_in_the_order_of_their_codes():
    features, report = read(a_feature("2", SQUARE), a_feature("1", SQUARE))

    assert [feature.code for feature in features] == ["1", "2"]
    assert (report.features, report.vertices) == (2, 10)


def test_a_polygon_that_crosses_itself_is_mended_and_reported():
    features, report = read(a_feature("tie", BOW_TIE))

    assert features[0].geometry.is_valid
    assert features[0].geometry.area == pytest.approx(0.005)
    assert report.repaired == ["tie: Self-intersection[-77.15 39.05]"]


def test_heights_are_left_out_and_reported():
    features, report = read(a_feature("1", [[[*pair, 120.0] for pair in SQUARE[0]]]))

    assert not features[0].geometry.has_z
    assert report.flattened == ["1"]


def test_a_number_is_a_code_too():
    feature = a_feature("x", SQUARE)
    feature["properties"]["code"] = 6819

    assert read(feature)[0][0].code == "6819"


def test_stretches_of_road_need_no_code_of_their_own():
    road = a_feature("", [[-77.2, 39.0], [-77.1, 39.0]], "Ferry Rd", "LineString")

    assert [feature.code for feature in read(road, road, shapes=LINES)[0]] == ["0000000", "0000001"]


UNUSABLE = {
    "no JSON": (b"{", "cannot be read"),
    "not GeoJSON": (b'{"type": "Topology"}', "cannot be read"),
    "a bare list": (b"[]", "neither GeoJSON"),
    "a program for the reader": (
        b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}', "cannot be read"),
    "nothing": (b"", "is empty"),
    "no features": (a_file([]), "no features"),
    "coordinates in metres": (a_file([a_feature("1", [square(390000, 150000, 391000, 151000)])]), "not WGS 84"),
    "an unknown coordinate system": (
        a_file([a_feature("1", SQUARE)], crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}),
        "coordinate system"),
    "a code twice": (a_file([a_feature("4", SQUARE), a_feature("4", SQUARE)]), "more than once: 4"),
    "no code": (a_file([a_feature("", SQUARE)]), "no usable code"),
    "a code with a line break": (a_file([a_feature("a\nb", SQUARE)]), "no usable code"),
    "a point for an area": (a_file([a_feature("1", [-77, 39], kind="Point")]), "is Point"),
    "no geometry": (a_file([a_feature("1", SQUARE) | {"geometry": None}]), "without a shape"),
    "an empty area": (a_file([a_feature("1", [])]), "is empty"),
    "a ring of two points": (a_file([a_feature("1", [[[-77, 39], [-77.1, 39]]])]), "without a shape"),
    "a ring without area": (a_file([a_feature("1", [[[-77, 39], [-77.1, 39], [-77, 39], [-77, 39]]])]), "no area"),
    "text for a coordinate": (a_file([a_feature("1", [[["a", 39], [-77.1, 39], [-77, 39.1]]])]), "without a shape"),
    "no such column": (a_file([{"type": "Feature", "properties": {"id": 1}, "geometry": None}]), "no column code"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "reason"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_layer_is_refused_with_a_reason(content, reason):
    with pytest.raises(LayerUnusable, match=reason):
        read_bytes(content)
