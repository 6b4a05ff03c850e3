"""A knowledge base's own database for each test, on SQLite and on PostgreSQL, made by its migration."""

import os
import uuid

import pytest
from sqlalchemy import create_engine, text

from services.common.database import Store, engine_for
from services.common.migrate import migrate
from services.kb.load import load_folder
from services.kb.models import Base
from tests.kb.golden import COUNTY
from tests.kb.running import RunningKb

NO_BROKER = "no broker: HUB311_TEST_AMQP_URI is not set"
NO_POSTGRES = "no PostgreSQL: HUB311_TEST_POSTGRES is not set"


def sqlite_url(folder):
    """A new SQLite file."""
    yield f"sqlite:///{folder}/kb.db"


def postgresql_url():
    """A new database of the test server, dropped at the end."""
    server = os.environ["HUB311_TEST_POSTGRES"].replace("postgresql://", "postgresql+psycopg2://")
    name = f"kb_test_{uuid.uuid4().hex[:12]}"
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
    urls = postgresql_url() if request.param == "postgresql" else sqlite_url(tmp_path_factory.mktemp("kb"))
    url = next(urls)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB311_DATABASE_KB", url)
        migrate("kb")
    yield url
    next(urls, None)


def emptied(url):
    """The database without rows."""
    opened = Store(engine_for(url), "kb")
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
def kb(database_url, tmp_path_factory):
    """The service as it is run, with the sample county in its own database."""
    if not os.environ.get("HUB311_TEST_AMQP_URI"):
        pytest.skip(NO_BROKER)
    store = emptied(database_url)
    with store.transaction() as session:
        load_folder(session, COUNTY)
    log = tmp_path_factory.mktemp("running") / "kb.log"
    with RunningKb(os.environ["HUB311_TEST_AMQP_URI"], database_url, log) as running:
        yield running
    store.engine.dispose()
