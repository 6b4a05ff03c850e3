"""The addresses and streets of manifests, loaded into a database of their own and read back as the service does."""

import os
from collections.abc import Iterable
from pathlib import Path

from services.common.database import Store, engine_for
from services.common.migrate import migrate
from services.geo.addresses.addresses import AddressBook
from services.geo.layers.kinds import ADDRESSES, ROADS
from services.geo.layers.loading import Options, load
from services.geo.layers.manifest import read_manifest
from tests.postgis.loaded import map_of


def book_of_manifests(folder: Path, manifests: Iterable[Path]) -> AddressBook:
    """All known addresses, crossings and ranges of these manifests."""
    url = os.environ["HUB311_DATABASE_GEO"] = f"sqlite:///{folder}/geo.db"
    migrate("geo")
    store = Store(engine_for(url), "geo")
    for manifest in manifests:
        entries = [entry for entry in read_manifest(manifest) if entry.kind in (ROADS, ADDRESSES)]
        load(store, entries, Options(), lambda number, read: None)
    book = map_of(store).addresses
    store.engine.dispose()
    return book
