"""What the tests of routing share: a desk on a fresh database with the sample county's catalogue."""

import pytest

from tests.routing.desk import RoutingDesk


@pytest.fixture
def desk(store) -> RoutingDesk:
    """Routing on SQLite and on PostgreSQL in turn."""
    return RoutingDesk(store("routing"))
