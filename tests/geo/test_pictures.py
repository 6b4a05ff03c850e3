"""Maps of a place: what is on them, that they are whole and harmless, and readable in black and white."""

import re
from xml.etree import ElementTree

import pytest

from services.geo.contract.pictures import PlaceNotFound
from services.geo.pictures.maps import draw_map
from services.geo.pictures.pens import PENS
from tests.geo.county import COUNTY, MIDDLE, TOWNS, ZIPS, a_layer, an_atlas

SVG = "{http://www.w3.org/2000/svg}"
ATLAS = an_atlas()


def draw(atlas=ATLAS, **wish):
    return draw_map(atlas, {"width": 640, "height": 420, **wish})


def words(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_map_names_the_districts_of_the_place_and_their_neighbours():
    said = words(draw(lat=39.02, long=MIDDLE - 0.002))

    assert {"Riverton", "Millbrook", "County: Ashmere", "Municipality: Riverton", "ZIP area: 21301"} <= {*said}


def test_who_cannot_see_it_is_told_what_it_shows():
    title = ElementTree.fromstring(draw(address="7300 Carroll Ave")).find(f"{SVG}title")

    assert title.text.startswith("Map of ")
    assert "municipality Riverton" in title.text


def test_the_place_is_marked_in_the_middle():
    circles = list(ElementTree.fromstring(draw(lat=39.02, long=-77.18)).iter(f"{SVG}circle"))

    assert {(circle.get("cx"), circle.get("cy")) for circle in circles} == {("320.0", "210.0")}


def test_a_map_is_wide_enough_for_the_nearest_border():
    near, far = draw(lat=39.03, long=MIDDLE - 0.005), draw(lat=39.03, long=MIDDLE - 0.015)

    assert "Millbrook" in words(near)
    assert "Millbrook" in words(far)


def test_a_zip_is_shown_as_a_whole_with_its_shares():
    wards = a_layer("council_district", ("1", (-77.2, 39.0, -77.15, 39.075)), ("2", (-77.2, 39.075, -77.15, 39.1)))

    said = words(draw(an_atlas((COUNTY, ZIPS, wards)), zip="21301"))

    assert "Council district: 1 75%, 2 25%" in said


def test_only_the_chosen_layers_are_drawn():
    said = words(draw(lat=39.02, long=MIDDLE - 0.002, layers=["zip_code", "ward"]))

    assert "ZIP area: 21301" in said
    assert "Riverton" not in said


def test_a_border_between_two_areas_is_drawn_once():
    svg = draw(lat=39.02, long=MIDDLE, layers=["municipality"], width_metres=1000)

    lines = [path.get("d") for path in ElementTree.fromstring(svg).iter(f"{SVG}path") if path.get("stroke") == "#000"]
    parts = [part for line in lines for part in line.split("M") if part]
    assert len([part for part in parts if re.fullmatch(r"(L?319\.9 \S+?)+", part)]) == 1


def test_layers_are_told_apart_without_colours():
    assert len({(pen.width, pen.dashes) for pen in PENS.values()}) == len(PENS)
    for colour in re.findall(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", draw(lat=39.02, long=-77.18)):
        step = len(colour) // 3
        assert len({colour[place : place + step] for place in range(0, len(colour), step)}) == 1


def test_names_cannot_bring_markup_into_a_map():
    evil = a_layer("municipality", ('<script>alert("x")</script>&', (-77.2, 39.0, MIDDLE, 39.05)))

    svg = draw(an_atlas((COUNTY, evil)), lat=39.02, long=-77.18)

    assert "<script" not in svg.lower()
    assert any("<script>" in said.lower() for said in words(svg))
    assert not re.search(r"href|style=|url\((?!#w)", svg)


def test_a_place_that_nobody_knows_has_no_map():
    with pytest.raises(PlaceNotFound):
        draw(address="1600 Pennsylvania Ave")


WIDTHS = {"a house": 50, "a block": 500, "a town": 9_000, "a county": 60_000, "a state": 200_000}


@pytest.mark.parametrize("metres", WIDTHS.values(), ids=WIDTHS)
def test_every_width_gives_a_whole_picture(metres):
    svg = draw(lat=39.03, long=-77.16, width_metres=metres)

    assert ElementTree.fromstring(svg).get("width") == "640"
    assert len(svg) < 200_000


@pytest.mark.parametrize("point", [(89.99, 0), (-90, 180), (0, 0), (39.02, -77.0)], ids=str)
def test_a_place_far_from_every_county_has_a_map_too(point):
    assert "County: none" in words(draw(lat=point[0], long=point[1]))


def test_a_county_without_layers_has_an_empty_map():
    assert words(draw(an_atlas((), (), ()), lat=39.0, long=-77.0))[-1].endswith("m")


def test_towns_without_a_county_are_drawn():
    assert "Riverton" in words(draw(an_atlas((TOWNS,)), lat=39.02, long=-77.18))
