"""What the tests of intake share: its tables on both kinds of database, its catalogue, requests true to life."""

import pytest

from services.common.database import Store
from tests.intake.county import SERVICES, County, catalogue_events


@pytest.fixture
def intake(store) -> Store:
    """Intake's database, empty but for the copy of the catalogue."""
    return store("intake")


@pytest.fixture
def county(intake) -> County:
    """Intake at work without a broker: open, read and change requests as its entrypoints do."""
    return County(intake, catalogue_events(SERVICES))
