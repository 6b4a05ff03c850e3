"""A private PostgreSQL with geo's tables, the layers of a manifest loaded into them, and the map made of them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from deploy.postgres import PrivatePostgres
from services.common.database import Store, engine_for
from services.common.migrate import migrate
from services.geo.atlas.atlas import Atlas
from services.geo.atlas.shelf import Shelf
from services.geo.load import load
from tests.postgis.tables import NO_POSTGIS, has_postgis


class NoPostgis(Exception):
    """There is no PostGIS here."""


@dataclass(frozen=True)
class Loaded:
    """The database and the map of the same tables."""

    engine: Engine
    atlas: Atlas


def map_of(store: Store) -> Atlas:
    """The map as the service makes it from its tables."""
    shelf = Shelf(aside=lambda function, *values: function(*values), pause=lambda: None)
    shelf.refresh(store)
    return shelf.now()


@contextmanager
def loaded(manifest: Path) -> Iterator[Loaded]:
    """Load a manifest into a server of its own; NoPostgis where the extension is not installed."""
    folder = Path(tempfile.mkdtemp(prefix="hub311-postgis-"))
    folder.chmod(0o755)  # the server runs as another user
    server = PrivatePostgres(folder)
    try:
        server.start()
        url = os.environ["HUB311_DATABASE_GEO"] = server.create_database("geo")
        migrate("geo")
        store = Store(engine_for(url), "geo")
        with store.engine.connect() as connection:
            if not has_postgis(connection):
                raise NoPostgis(NO_POSTGIS)
        load(store, manifest)
        yield Loaded(store.engine, map_of(store))
        store.engine.dispose()
    finally:
        server.discard()
        shutil.rmtree(folder, ignore_errors=True)
