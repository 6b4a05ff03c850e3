"""Thousands of places as lines: the same answers as one by one, as JSON or as a table."""

import csv

import orjson
import pytest

from services.geo.places.lines import codes_of, write_lines
from services.geo.places.lookups import locate
from tests.geo.county import EAST, MIDDLE, an_atlas

ATLAS = an_atlas()
PLACES = [
    {"id": "in Riverton", "lat": 39.02, "long": -77.18},
    {"id": "on the border", "lat": 39.02, "long": MIDDLE},
    {"id": "outside", "lat": 39.02, "long": EAST + 1},
    {"id": "an address", "address": "7300 Carol Ave"},
    {"id": "at the crossing", "lat": 39.03, "long": -77.16, "address": "7300 Carroll Ave"},
    {"id": "an address by its id", "lat": 39.09, "long": -77.12, "address_id": "100-main-st-riverton"},
    {"id": "nowhere", "address": "1600 Pennsylvania Ave"},
    {"id": "in Riverton", "lat": 39.01, "long": -77.19},
]


def ask(places, fields="all", form="json", columns=None):
    return write_lines(ATLAS, {"places": places, "fields": fields, "form": form, "columns": columns})


@pytest.mark.parametrize("fields", ["all", "codes"])
def test_a_line_is_what_one_place_alone_is_answered(fields):
    lines = [orjson.loads(line) for line in ask(PLACES, fields).text.splitlines()]

    alone = [{"id": place["id"], **locate(ATLAS, {**place, "fields": fields})} for place in PLACES]
    assert lines == orjson.loads(orjson.dumps(alone))


def test_the_methods_of_the_places_are_told_for_counting():
    assert ask(PLACES[:4]).methods == ["point", "point", "point", "address_typo"]
    assert ask(PLACES[6:7]).methods == [None]


def test_a_table_of_codes_has_one_column_a_layer():
    table = ask(PLACES, "codes", "csv")

    rows = list(csv.DictReader(table.text.splitlines(), table.columns))
    assert table.columns == ["id", "lat", "long", "method", "county", "municipality", "zip_code", "road_owner"]
    assert (rows[0]["municipality"], rows[0]["zip_code"]) == ("riverton", "21301")
    assert (rows[1]["municipality"], rows[2]["county"]) == ("millbrook", "")
    assert (rows[6]["lat"], rows[6]["county"]) == ("", "")


def test_a_whole_table_also_has_names_versions_and_distances():
    table = ask(PLACES[:2], "all", "csv")

    rows = list(csv.DictReader(table.text.splitlines(), table.columns))
    assert (rows[0]["municipality_name"], rows[0]["municipality_version"]) == ("Riverton", "1")
    assert rows[1]["municipality_border_metres"] == "0.0"
    assert rows[1]["question"].startswith("Is it in Millbrook or Riverton")


def test_later_pieces_of_a_table_keep_its_columns():
    later = ask(PLACES[:1], "codes", "csv", ["id", "ward", "county"])

    assert later.text == "in Riverton,,ashmere\n"


def test_codes_of_one_layer_come_with_their_names():
    found = codes_of(ATLAS, {"places": PLACES[:3], "kind": "municipality"})

    assert found == {
        "known": True,
        "codes": ["riverton", "millbrook", None],
        "names": {"riverton": "Riverton", "millbrook": "Millbrook"},
    }


def test_a_layer_that_is_not_loaded_is_not_known():
    assert codes_of(ATLAS, {"places": PLACES, "kind": "ward"}) == {"known": False, "codes": [], "names": {}}
