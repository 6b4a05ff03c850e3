"""One running system for all journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import Stack


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole system on SQLite with the sample county."""
    folder: Path = tmp_path_factory.mktemp("journeys")
    with Stack(folder) as stack:
        yield stack
