"""What the tests of notify share: a mail server, and notify's own database on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator

import pytest
from kombu import Connection

from services.common import topology
from services.common.database import Store, engine_for
from services.notify.models import Base
from tests.notify.desk import a_writer
from tests.notify.running import Town
from tests.notify.sink import Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that runs for one test."""
    with Sink() as running:
        yield running


@pytest.fixture(scope="session")
def database_url(databases_of_kind) -> str:
    """The URL of a migrated database."""
    return databases_of_kind.lasting("notify")


@pytest.fixture
def store(database_url):
    """An empty, migrated database."""
    opened = Store(engine_for(database_url), "notify")
    with opened.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    yield opened
    opened.engine.dispose()


@pytest.fixture
def writer(tmp_path, sink):
    """The office of the tests: mail goes to the sink, letters into a fresh folder."""
    return a_writer(tmp_path / "letters", sink.port)


@pytest.fixture(scope="session")
def amqp_uri() -> str:
    """The broker of the tests."""
    if not os.environ.get("HUB311_TEST_AMQP_URI"):
        pytest.skip("no broker: HUB311_TEST_AMQP_URI is not set")
    return os.environ["HUB311_TEST_AMQP_URI"]


@pytest.fixture(scope="module")
def village(amqp_uri, tmp_path_factory) -> Iterator[Town]:
    """A place for a fake intake that serves many tests."""
    started = Town(tmp_path_factory.mktemp("village"), amqp_uri)
    yield started
    started.end()
    with Connection(amqp_uri) as connection:
        for queue in ("notify.inbox", "intake.inbox", "rpc-notify", "rpc-intake"):
            connection.channel().queue_delete(queue)


@pytest.fixture
def town(tmp_path, store, database_url, sink, amqp_uri) -> Iterator[Town]:
    """A place for notify, with nothing in its queue; its processes end with the test."""
    with Connection(amqp_uri) as connection:
        connection.channel().queue_delete("notify.inbox")
        topology.declare(connection.channel())
    started = Town(tmp_path, amqp_uri, database_url, sink.port)
    yield started
    started.end()
