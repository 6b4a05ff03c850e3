"""One Store per process, shared by everything in a service that touches its database."""

from typing import Any

from nameko.extensions import DependencyProvider, SharedExtension

from services.common import settings
from services.common.database import Store, engine_for


class Stores(SharedExtension):
    """Opens the store at first use."""

    def __init__(self) -> None:
        super().__init__()
        self.store: Store | None = None

    def open(self) -> Store:
        """Return the store; PostgreSQL's driver is made to wait without blocking the process."""
        if self.store is None:
            mine = settings.read(self.container.service_name)
            if not mine.on_sqlite:
                from psycogreen.eventlet import patch_psycopg

                patch_psycopg()
            self.store = Store(engine_for(mine.database_url, mine.workers + 5), mine.service)
        return self.store

    def stop(self) -> None:
        """Close all connections."""
        if self.store is not None:
            self.store.engine.dispose()


class Database(DependencyProvider):
    """Gives each worker the service's Store."""

    stores = Stores()

    def get_dependency(self, worker_ctx: Any) -> Store:
        """Return the store."""
        return self.stores.open()
