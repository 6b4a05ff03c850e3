"""Geo's own database for each test, of both kinds in turn, and the running service on a real broker."""

import pytest

from services.common.database import Store, engine_for
from services.geo.load import load
from tests.geo.calling import Geo
from tests.geo.layer_files import write_county
from tests.running import Services


@pytest.fixture
def database(store) -> Store:
    """An empty, migrated database of geo."""
    return store("geo")


@pytest.fixture(scope="module")
def geo(databases_of_kind, amqp_uri, tmp_path_factory):
    """The service as it is run, with a small county in a database of its own; shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("geo")
    url = databases_of_kind.migrated("geo")
    database, services = Store(engine_for(url), "geo"), Services(folder)
    load(database, write_county(folder), tell=str)
    with Geo(amqp_uri, database) as running:
        running.process = services.start("geo", amqp_uri, url)
        yield running
        services.stop_all()
    database.engine.dispose()
