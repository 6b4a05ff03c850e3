"""The catalogue as CSV: what is written can be read back, and a table changes what it has columns for."""

import csv
import io

import pytest

from services.common.errors import InvalidInput
from services.routing.catalogue.proposals import check_entries
from services.routing.catalogue.tables import read_table, write_table
from tests.routing.sample import read

FILES = {"service_type": "service_types", "rule": "rules", "department": "departments"}


def the_entries(kind):
    return {entry["code"]: entry for entry in read(FILES[kind])}


def rows(text):
    return {row["code"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


@pytest.mark.parametrize("kind", FILES)
def test_a_table_that_is_written_and_read_changes_nothing(kind):
    entries = the_entries(kind)

    assert read_table(kind, write_table(kind, entries.values()), entries) == entries


@pytest.mark.parametrize("kind", FILES)
def test_a_table_makes_a_county_that_has_nothing_yet(kind):
    found = read_table(kind, write_table(kind, the_entries(kind).values()), {})

    check_entries([{"kind": kind, "code": code, "base": 0, "entry": entry} for code, entry in found.items()])


def test_texts_have_a_column_for_each_language_and_lists_are_joined():
    row = rows(write_table("service_type", the_entries("service_type").values()))["pothole"]

    assert (row["name.en"], row["name.es"]) == ("Pothole", "Bache")
    assert row["keywords"].startswith("pothole | hole in the road | ")
    assert row["location_required"] == "true"


def test_the_turnarounds_of_a_year_are_a_table_of_two_columns():
    entries = the_entries("service_type")

    found = read_table("service_type", "code,promise_business_days\r\npothole,5\r\ngraffiti,\r\n", entries)

    assert found["pothole"] == entries["pothole"] | {"promise_business_days": 5}
    assert found["graffiti"]["promise_business_days"] is None


def test_a_new_row_is_a_new_entry():
    text = "code,name.en,level,department,keywords\nsinkhole,Sinkhole,3,dot,hole | pit\n"

    plain = {"code": "sinkhole", "level": 3, "department": "dot"}
    sinkhole = plain | {"name": {"en": "Sinkhole"}, "keywords": ["hole", "pit"]}
    assert read_table("service_type", text, {}) == {"sinkhole": sinkhole}


def test_no_cell_is_a_formula_for_a_spreadsheet_and_none_is_changed_by_that():
    entry = {"code": "x", "name": {"en": "=HYPERLINK(0)"}, "level": 3, "group": "'quoted"}

    text = write_table("service_type", [entry])

    assert rows(text)["x"]["name.en"] == "'=HYPERLINK(0)"
    assert read_table("service_type", text, {}) == {"x": entry}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("name.en\nPothole\n", "no column called code", id="no-code"),
        pytest.param("code,colour\npothole,red\n", "no column called colour", id="a-column-nobody-knows"),
        pytest.param("code,level\npothole,three\n", "Row 2, level: three", id="no-number"),
        pytest.param("code,private\npothole,maybe\n", "Row 2, private: maybe", id="neither-true-nor-false"),
        pytest.param("code,questions\npothole,[{\n", "Row 2, questions", id="no-json"),
        pytest.param("code,level\npothole,3\npothole,2\n", "second row for pothole", id="twice"),
        pytest.param("code,level\npothole\n", "more or fewer cells", id="a-short-row"),
        pytest.param("code,level\n", "from 1 to", id="no-rows"),
        pytest.param('code,level\n"pothole,3\n', "Line", id="an-open-quote"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_line(text, said):
    with pytest.raises(InvalidInput) as refused:
        read_table("service_type", text, the_entries("service_type"))

    [fault] = refused.value.errors
    assert fault["pointer"] == "/csv"
    assert said in fault["detail"]
