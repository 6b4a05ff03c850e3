"""What intake's entrypoints share in a process: numbers, the copy of the catalogue, files, the secret."""

import os
from typing import Any
from zoneinfo import ZoneInfo

from nameko.extensions import DependencyProvider

from services.common import settings
from services.common.blobs import Blobs
from services.common.stores import Stores
from services.intake.catalogue import Catalogue
from services.intake.ledger.mix import read_expectation
from services.intake.people.lookup_log import Limits
from services.intake.request_numbers import Allocator
from services.intake.search.words import Words


class Desk(DependencyProvider):
    """Gives workers `numbers`, `catalogue`, `words`, `blobs`, `zone`, `expected_mix`, `secret` and `lookup_limits`."""

    stores = Stores()

    def setup(self) -> None:
        """Make the first two on the service's store."""
        store = self.stores.open()
        self.secret = settings.read(self.container.service_name).secret
        a_minute, an_hour = settings.count("HUB311_LOOKUPS_A_MINUTE", 30), settings.count("HUB311_LOOKUPS_AN_HOUR", 300)
        self.lookup_limits = Limits(a_minute, an_hour)
        self.numbers = Allocator(store)
        self.catalogue = Catalogue(store)
        self.words = Words(store)
        self.zone = ZoneInfo(os.environ.get("HUB311_COUNTY_TIMEZONE", "America/New_York"))
        self.expected_mix = read_expectation()
        self.blobs = Blobs(settings.folder("HUB311_BLOBS", "blobs") / "attachments")

    def get_dependency(self, worker_ctx: Any) -> "Desk":
        """Return itself."""
        return self
