"""What the tests of notify share."""

from collections.abc import Iterator

import pytest

from tests.notify.sink import Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that runs for one test."""
    with Sink() as running:
        yield running
