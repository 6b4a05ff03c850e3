"""What the tests of the plumbing share: an inbox on a fresh database of each kind."""

import pytest

from tests.common.ledger import Desk


@pytest.fixture
def desk(store) -> Desk:
    """An inbox that hears all of intake."""
    return Desk(store("intake"))
