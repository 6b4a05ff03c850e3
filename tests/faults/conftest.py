"""One running system for the tests of this folder that only look at it."""

from collections.abc import Iterator

import pytest

from deploy.local import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory) -> Iterator[Stack]:
    """The whole system on SQLite with a broker of its own."""
    with Stack(tmp_path_factory.mktemp("faults") / "var") as running:
        yield running
