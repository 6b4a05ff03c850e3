"""The sample county's map: districts that cover it, streets that meet, addresses with one answer in every layer."""

import subprocess
import sys

import pytest
import shapely
from shapely.geometry import Point, box

from tests.deploy.sample_county import (
    COVERING,
    FOLDER,
    addresses,
    area_codes,
    blocks_of,
    codes_at,
    layer,
    load,
    manifest,
    metres,
)

COUNTS = {
    "county": 1,
    "municipality": 4,
    "zip_code": 8,
    "council_district": 5,
    "school_board_district": 3,
    "state_house_district": 4,
    "state_senate_district": 2,
    "congressional_district": 2,
    "park": 5,
    "service_area": 6,
}
OWNERS = {"state", "county", "private"}
COUNTY = layer("county")[0][1]


def test_the_manifest_lists_every_file_of_the_folder():
    listed = {entry["file"] for entry in manifest()}

    assert listed == {path.name for path in (FOLDER / "layers").glob("*.geojson")}
    assert {entry["jurisdiction_id"] for entry in manifest()} == {load("county")["jurisdiction_id"]}


@pytest.mark.parametrize(("kind", "count"), COUNTS.items(), ids=COUNTS)
def test_a_layer_has_whole_sound_districts(kind, count):
    shapes = [area for _, area in layer(kind)]

    assert len(area_codes(kind)) == len(shapes) == count
    assert all(area.is_valid and area.geom_type == "Polygon" for area in shapes)


@pytest.mark.parametrize("kind", COUNTS)
def test_districts_that_touch_share_every_point_of_their_border(kind):
    assert shapely.coverage_is_valid([area for _, area in layer(kind)])


@pytest.mark.parametrize("kind", COVERING)
def test_a_covering_layer_is_the_whole_county_and_nothing_else(kind):
    whole = shapely.union_all([area for _, area in layer(kind)])

    assert whole.symmetric_difference(COUNTY).area == 0


@pytest.mark.parametrize("kind", ["municipality", "park"])
def test_municipalities_and_parks_lie_in_the_county_and_leave_most_of_it_free(kind):
    taken = shapely.union_all([area for _, area in layer(kind)])

    assert COUNTY.covers(taken)
    assert taken.area < COUNTY.area / 2


def test_every_senate_district_is_made_of_two_house_districts():
    house = {properties["code"]: area for properties, area in layer("state_house_district")}

    for properties, area in layer("state_senate_district"):
        halves = [house[properties["code"] + half] for half in "ab"]
        assert shapely.union_all(halves).symmetric_difference(area).area == 0


def test_the_county_lies_in_its_box():
    assert box(*load("county")["bbox"]).buffer(1e-6).covers(COUNTY)
    assert box(-77.3, 39.0, -77.0, 39.2).covers(COUNTY)


@pytest.mark.parametrize("kind", [*COVERING, "county"])
def test_every_address_and_crossing_lies_in_exactly_one_district(kind):
    astray = {p["id"]: codes_at(kind, point) for p, point in layer("addresses")}

    assert [name for name, found in astray.items() if len(found) != 1] == []


@pytest.mark.parametrize("kind", ["municipality", "park"])
def test_no_address_lies_in_two_municipalities_or_parks(kind):
    assert max(len(codes_at(kind, point)) for _, point in layer("addresses")) <= 1


def test_addresses_lie_inside_and_outside_municipalities():
    inside = [p["id"] for p, point in addresses() if codes_at("municipality", point)]

    assert 50 < len(inside) < len(addresses()) - 50


def test_an_address_carries_the_zip_and_city_of_its_place():
    cities = {properties["code"]: properties["name"] for properties, _ in layer("zip_code")}
    wrong = [
        p["id"]
        for p, point in layer("addresses")
        if codes_at("zip_code", point) != [p["zip"]] or cities[p["zip"]] != f"{p['zip']} {p['city']}"
    ]

    assert wrong == []


def test_there_are_three_hundred_addresses_and_sixty_crossings_of_their_own_names():
    names = {p["id"] for p, _ in layer("addresses")}

    assert len(names) == len(layer("addresses"))
    assert len(addresses()) >= 300
    assert len(addresses("intersection")) >= 60


def test_a_house_stands_beside_its_street_at_its_number_on_its_side():
    wrong = [p["id"] for p, point in addresses() if not stands_well(p, point)]

    assert wrong == []


def stands_well(properties, point):
    side = "left" if properties["number"] % 2 else "right"
    blocks = [b for b in blocks_of(properties["street"]) if metres(point, b[1]) < 40]
    ranges = [(p[f"{side}_from"], p[f"{side}_to"], p[f"zip_{side}"]) for p, _ in blocks]
    return any(low <= properties["number"] <= high and z == properties["zip"] for low, high, z in ranges)


def test_a_crossing_lies_on_both_of_its_streets():
    wrong = [
        p["id"]
        for p, point in addresses("intersection")
        for street in p["street"].split(" & ")
        if min(metres(point, line) for _, line in blocks_of(street)) > 1
    ]

    assert wrong == []


def test_7300_carroll_ave_stands_on_a_county_road_outside_every_municipality():
    here = Point(-77.15, 39.08)
    (found,) = [point for p, point in addresses() if (p["number"], p["street"]) == (7300, "Carroll Ave")]

    nearest = min(layer("roads"), key=lambda row: metres(here, row[1]))[0]

    assert metres(here, found) < 1
    assert (nearest["street"], nearest["owner"]) == ("Carroll Ave", "county")
    assert codes_at("municipality", here) == []


def test_seventy_streets_have_an_owner_and_a_kind():
    owners = OWNERS | {f"municipality:{code}" for code in area_codes("municipality")}
    roads = [properties for properties, _ in layer("roads")]
    state = {p["street"] for p in roads if p["route_type"] == "state"}

    assert len({p["street"] for p in roads}) >= 69
    assert {p["owner"] for p in roads} == owners
    assert {p["route_type"] for p in roads} == {"county", "municipal", "state", "us", "interstate", "private"}
    assert len(state) >= 6


def test_numbered_roads_are_the_state_s_and_no_others():
    mixed = {p["street"] for p, _ in layer("roads") if (p["route_number"] is None) == (p["owner"] == "state")}

    assert mixed == set()


def test_some_streets_have_another_district_on_each_side():
    roads = [properties for properties, _ in layer("roads")]

    assert {p["street"] for p in roads if p["zip_left"] != p["zip_right"]} >= {"Line Rd"}
    assert {p["street"] for p in roads if p["municipality_left"] != p["municipality_right"]} >= {"Corporation Ave"}


def test_one_street_name_exists_in_two_cities():
    assert {p["city"] for p, _ in addresses() if p["street"] == "Main St"} == {"Riverton", "Fennimore"}


def test_every_block_lies_in_the_county():
    inside = COUNTY.buffer(1e-5)

    assert [p["street"] for p, line in layer("roads") if not inside.covers(line)] == []


def test_the_generator_draws_the_same_county_again(tmp_path):
    subprocess.run([sys.executable, FOLDER / "generate_geography.py", tmp_path], check=True, capture_output=True)

    drawn = {path.name: path.read_bytes() for path in (tmp_path / "layers").iterdir()}

    kept = {path.name: path.read_bytes() for path in (FOLDER / "layers").glob("*.geojson")}
    del kept["landmarks.geojson"]  # these are the facilities: tests/geo/test_sample_landmarks.py
    assert drawn == kept
    assert (tmp_path / "county.svg").read_bytes() == (FOLDER / "county.svg").read_bytes()
