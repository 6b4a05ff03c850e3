"""PostGIS says the same of the sample county's layers; `make check-places` asks it about a real county."""

import pytest

from deploy.places import PROJECT
from services.geo.load import load
from tests.postgis.comparison import compare
from tests.postgis.loaded import map_of
from tests.postgis.points import anywhere, near_borders
from tests.postgis.tables import NO_POSTGIS, has_postgis, make_areas

MANIFEST = PROJECT / "deploy" / "sample" / "layers" / "manifest.toml"


@pytest.fixture
def connection(database):
    with database.engine.begin() as connection:
        if connection.dialect.name != "postgresql":
            pytest.skip("PostGIS is asked in PostgreSQL")
        if not has_postgis(connection):
            pytest.skip(NO_POSTGIS)
        yield connection


def test_codes_and_candidates_are_those_of_postgis_anywhere_and_at_borders(connection, database):
    load(database, MANIFEST, tell=str)
    atlas = map_of(database)
    make_areas(connection)
    points = anywhere(atlas.areas, 1000, seed=1) + near_borders(atlas.areas, 1000, 10.0, seed=2)

    found = compare(connection, atlas, points)

    assert found.differing == []
    assert found.shared[2] > 50
    assert found.farthest_millimetres <= 10


def test_a_difference_would_be_seen(connection, database):
    load(database, MANIFEST, tell=str)
    atlas = map_of(database)
    make_areas(connection)
    atlas.areas.shapes[0] = atlas.areas.shapes[1]
    atlas.areas.grids.clear()

    assert compare(connection, atlas, near_borders(atlas.areas, 300, 10.0, seed=3)).differing
