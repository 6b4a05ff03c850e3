"""A knowledge base's own database for each test, on SQLite and on PostgreSQL, made by its migration."""

import os

import pytest

from services.common.database import Store, engine_for
from services.kb.load import load_folder
from services.kb.models import Base
from tests.kb.golden import COUNTY
from tests.kb.running import RunningKb

NO_BROKER = "no broker: HUB311_TEST_AMQP_URI is not set"


@pytest.fixture(scope="session")
def database_url(databases_of_kind):
    """The URL of a migrated database."""
    return databases_of_kind.lasting("kb")


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
