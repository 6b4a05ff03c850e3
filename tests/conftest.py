"""What tests share: fresh databases of both kinds, a broker, virtual hosts of it, and running services."""

import os
from collections.abc import Callable, Iterator

import pytest

from services.common.database import Store, engine_for
from tests.brokers import VirtualHosts
from tests.databases import Databases
from tests.running import Services


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases_of_kind(request, tmp_path_factory) -> Iterator[Databases]:
    """Databases of one kind for the whole run; tests take `databases`."""
    databases = Databases(request.param, tmp_path_factory.mktemp("databases"))
    yield databases
    databases.drop_all()


@pytest.fixture
def databases(databases_of_kind) -> Iterator[Databases]:
    """Makes databases of both kinds in turn: `databases.migrated("intake")` is a url; dropped at the end."""
    yield databases_of_kind
    databases_of_kind.drop_made()


@pytest.fixture
def database_url(databases) -> str:
    """The url of an empty database, SQLite and PostgreSQL in turn."""
    return databases.empty()


@pytest.fixture
def store(databases) -> Iterator[Callable[..., Store]]:
    """Opens stores: `store("intake")` on a fresh migrated database, `store("intake", url)` on one that is there."""
    opened: list[Store] = []

    def open_store(service: str, url: str | None = None) -> Store:
        opened.append(Store(engine_for(url or databases.migrated(service)), service))
        return opened[-1]

    yield open_store
    for each in opened:
        each.engine.dispose()


@pytest.fixture
def on_postgresql(databases) -> Databases:
    """Databases for what only several processes or connections can show; left out on SQLite."""
    if databases.kind != "postgresql":
        pytest.skip("SQLite has one writer: there is nothing to see")
    return databases


@pytest.fixture(scope="session")
def amqp_uri(tmp_path_factory) -> Iterator[str]:
    """A broker that is shared by the run: the one that was given, else a private node."""
    if os.environ.get("HUB311_TEST_AMQP_URI"):
        yield os.environ["HUB311_TEST_AMQP_URI"]
        return
    from deploy.broker import PrivateBroker

    with PrivateBroker(tmp_path_factory.mktemp("broker")) as broker:
        os.environ["HUB311_TEST_AMQP_ADMIN"] = broker.admin_url
        yield broker.amqp_uri


@pytest.fixture
def virtual_host(amqp_uri) -> Iterator[str]:
    """The uri of a virtual host of its own on the shared broker, deleted at the end."""
    with VirtualHosts(amqp_uri, os.environ.get("HUB311_TEST_AMQP_ADMIN", "")) as hosts:
        yield hosts.make()


@pytest.fixture(scope="session")
def failing_broker(tmp_path_factory):
    """A broker that tests kill, bring back and put into an alarm; each leaves it running and sound."""
    from deploy.broker import PrivateBroker

    with PrivateBroker(tmp_path_factory.mktemp("failing-broker")) as broker:
        yield broker


@pytest.fixture
def services(tmp_path) -> Iterator[Services]:
    """Runs real services: `services.start("intake", amqp_uri, database_url)`; SIGTERM at the end."""
    running = Services(tmp_path)
    yield running
    running.stop_all()
