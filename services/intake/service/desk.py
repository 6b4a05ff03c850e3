"""What every entrypoint of intake shares in a process: the numbers' allocator and the copy of the catalogue."""

from typing import Any

from nameko.extensions import DependencyProvider

from services.common.stores import Stores
from services.intake.catalogue import Catalogue
from services.intake.request_numbers import Allocator


class Desk(DependencyProvider):
    """Gives workers `desk.numbers` and `desk.catalogue`."""

    stores = Stores()

    def setup(self) -> None:
        """Make both on the service's store."""
        store = self.stores.open()
        self.numbers = Allocator(store)
        self.catalogue = Catalogue(store)

    def get_dependency(self, worker_ctx: Any) -> "Desk":
        """Return itself."""
        return self
