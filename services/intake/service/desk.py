"""What intake's entrypoints share in a process: numbers, the copy of the catalogue, files, the secret."""

from typing import Any

from nameko.extensions import DependencyProvider

from services.common import settings
from services.common.blobs import Blobs
from services.common.stores import Stores
from services.intake.catalogue import Catalogue
from services.intake.request_numbers import Allocator


class Desk(DependencyProvider):
    """Gives workers `desk.numbers`, `desk.catalogue`, `desk.blobs` and `desk.secret`."""

    stores = Stores()

    def setup(self) -> None:
        """Make the first two on the service's store."""
        store = self.stores.open()
        self.secret = settings.read(self.container.service_name).secret
        self.numbers = Allocator(store)
        self.catalogue = Catalogue(store)
        self.blobs = Blobs(settings.folder("HUB311_BLOBS", "blobs") / "attachments")

    def get_dependency(self, worker_ctx: Any) -> "Desk":
        """Return itself."""
        return self
