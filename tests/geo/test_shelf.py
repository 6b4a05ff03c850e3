"""The map in the process: follows the tables, changes at the stated instant, never mixes versions."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from services.common import clock
from services.common.errors import Unavailable
from services.geo.atlas.atlas import Atlases
from services.geo.atlas.shelf import Shelf
from services.geo.layers.replicas import ThisReplica
from services.geo.load import load
from services.geo.places.lookups import locate
from tests.geo.county import an_atlas
from tests.geo.layer_files import write_county

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
BETWEEN = {"lat": 39.05, "long": -77.145}  # between the old border and the new one


@pytest.fixture
def shelf():
    return Shelf(aside=lambda function, *values: function(*values), pause=lambda: None)


def district(atlas):
    layer = locate(atlas, BETWEEN)["layers"]["council_district"]
    return layer["code"], layer["version"]


def test_what_was_loaded_is_answered(database, shelf, tmp_path):
    load(database, write_county(tmp_path), tell=str)

    assert shelf.refresh(database)
    answer = locate(shelf.now(), {"address": "7300 Carroll Ave"})
    assert answer["layers"]["county"]["code"] == "ashmere"
    assert answer["layers"]["county"]["valid_from"] == "2010-01-01"
    assert answer["road"]["owner"] == "county"


def test_nothing_is_read_while_nothing_changes(database, shelf, tmp_path):
    load(database, write_county(tmp_path), tell=str)
    shelf.refresh(database)
    statements = []
    event.listen(database.engine, "before_cursor_execute", lambda *values: statements.append(values[2]))

    assert not shelf.refresh(database)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 1


def test_a_new_version_is_built_before_it_holds_and_holds_from_its_instant_on(database, shelf, tmp_path):
    load(database, write_county(tmp_path), tell=str)
    ThisReplica().built(database, 1, 0.5)
    load(database, write_county(tmp_path, border=-77.14), tell=str)

    shelf.refresh(database)

    assert district(shelf.now()) == ("2", 1)
    assert district(shelf.at(clock.now() + timedelta(seconds=10))) == ("1", 2)


def test_a_layer_that_did_not_change_is_not_prepared_again(database, shelf, tmp_path):
    load(database, write_county(tmp_path), tell=str)
    shelf.refresh(database)
    county = shelf.now().content.layers[1]
    load(database, write_county(tmp_path, border=-77.14), tell=str)

    shelf.refresh(database)

    assert county in shelf.at(clock.now() + timedelta(seconds=10)).content.layers


def test_an_empty_database_has_an_empty_map(database, shelf):
    shelf.refresh(database)

    assert shelf.now().kinds == ()


def test_before_the_first_map_the_answer_is_to_come_back_shortly(shelf):
    with pytest.raises(Unavailable):
        shelf.now()


def test_an_atlas_that_no_longer_holds_is_let_go():
    old, held, coming = an_atlas(), an_atlas(), an_atlas()
    atlases = Atlases()
    atlases.replace([(NOON, held), (NOON - timedelta(hours=1), old), (NOON + timedelta(hours=1), coming)])

    atlases.drop_past(NOON)

    assert atlases.at(NOON - timedelta(minutes=1)) is None
    assert atlases.at(NOON) is held
    assert atlases.at(NOON + timedelta(hours=1)) is coming
