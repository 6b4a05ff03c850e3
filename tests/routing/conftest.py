"""What the tests of routing share: a desk on a database with the sample county's catalogue."""

import os
from collections.abc import Iterator

import pytest

from services.common.database import Store, engine_for
from services.common.migrate import migrate
from services.routing.load import load_folder
from tests.routing.desk import RoutingDesk
from tests.routing.running import RunningRouting
from tests.routing.sample import SAMPLE


@pytest.fixture(scope="session")
def loaded(databases_of_kind) -> Iterator[str]:
    """The url of a database with the sample county, SQLite and PostgreSQL in turn; to be copied, not changed."""
    url = databases_of_kind.place.make()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB311_DATABASE_ROUTING", url)
        migrate("routing")
    store = Store(engine_for(url), "routing")
    with store.transaction() as session:
        load_folder(session, SAMPLE)
    store.engine.dispose()
    yield url
    databases_of_kind.place.drop(url)


def open_desk(databases, loaded: str) -> Iterator[RoutingDesk]:
    """A desk on a copy of the loaded database."""
    url = databases.place.make(loaded)
    store = Store(engine_for(url), "routing")
    yield RoutingDesk(store)
    store.engine.dispose()
    databases.place.give_back(url)


@pytest.fixture
def desk(databases_of_kind, loaded) -> Iterator[RoutingDesk]:
    """Routing, fresh for each test."""
    yield from open_desk(databases_of_kind, loaded)


@pytest.fixture(scope="module")
def steady_desk(databases_of_kind, loaded) -> Iterator[RoutingDesk]:
    """Routing for tests that only look."""
    yield from open_desk(databases_of_kind, loaded)


@pytest.fixture
def routing(services, virtual_host, databases_of_kind, loaded):
    """Routing's surroundings; a test starts what it needs."""
    url = databases_of_kind.place.make(loaded)
    admin = os.environ.get("HUB311_TEST_AMQP_ADMIN", "")
    running = RunningRouting(services, virtual_host, databases_of_kind, url, admin)
    yield running
    running.client.close()
    services.stop_all()
    databases_of_kind.place.give_back(url)
