"""Geo's own database for each test, on SQLite and on PostgreSQL, and the running service on a real broker."""

import os
import uuid

import pytest
from sqlalchemy import create_engine, text

from services.common.database import Store, engine_for
from services.common.migrate import migrate
from services.geo.load import load
from services.geo.models import Base
from tests.geo.layer_files import write_county
from tests.geo.running import RunningGeo

NO_POSTGRES = "no PostgreSQL: HUB311_TEST_POSTGRES is not set"
NO_BROKER = "no broker: HUB311_TEST_AMQP_URI is not set"


def sqlite_url(folder):
    """A new SQLite file."""
    yield f"sqlite:///{folder}/geo.db"


def postgresql_url():
    """A new database of the test server, dropped at the end."""
    server = os.environ["HUB311_TEST_POSTGRES"].replace("postgresql://", "postgresql+psycopg2://")
    name = f"geo_test_{uuid.uuid4().hex[:12]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.rpartition("/")[0] + f"/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(request, tmp_path_factory):
    """The URL of a migrated database."""
    if request.param == "postgresql" and not os.environ.get("HUB311_TEST_POSTGRES"):
        pytest.skip(NO_POSTGRES)
    urls = postgresql_url() if request.param == "postgresql" else sqlite_url(tmp_path_factory.mktemp("geo"))
    url = next(urls)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB311_DATABASE_GEO", url)
        migrate("geo")
    yield url
    next(urls, None)


def emptied(url):
    """The database without rows."""
    opened = Store(engine_for(url), "geo")
    with opened.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    return opened


@pytest.fixture
def store(database_url):
    """An empty, migrated database."""
    opened = emptied(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="module")
def geo(database_url, tmp_path_factory):
    """The service as it is run, with a small county in its own database."""
    if not os.environ.get("HUB311_TEST_AMQP_URI"):
        pytest.skip(NO_BROKER)
    folder = tmp_path_factory.mktemp("running")
    store = emptied(database_url)
    load(store, write_county(folder), tell=str)
    with RunningGeo(os.environ["HUB311_TEST_AMQP_URI"], database_url, folder / "geo.log") as running:
        running.store = store
        yield running
    store.engine.dispose()
