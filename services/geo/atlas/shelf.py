"""The shelf of atlases: read from the tables, built aside, put in place in one step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import select

from services.common import clock
from services.common.database import Store
from services.common.errors import Unavailable
from services.geo.addresses.addresses import Address, address_of
from services.geo.atlas.atlas import Atlas, Atlases, Content
from services.geo.atlas.index import LayerVersion, PreparedLayer
from services.geo.layers import versions
from services.geo.layers.manifest import ADDRESSES, ROADS, SAMPLE
from services.geo.layers.reading import Feature
from services.geo.models import FeatureRow, Layer
from services.geo.places.roads import Road, road_of

ROWS_AT_ONCE = 25  # of a detailed layer they are read in about 2 ms

Row = tuple[str, str, bytes, dict]  # code, name, geometry, properties


@dataclass(frozen=True, slots=True)
class Volume:
    """What one layer version brings into an atlas: areas, or roads, or addresses."""

    layers: tuple[PreparedLayer, ...] = ()
    roads: tuple[Road, ...] = ()
    addresses: tuple[Address, ...] = ()


def volume_of(layer: LayerVersion, rows: Sequence[Row]) -> Volume:
    """A layer version made ready for look-ups."""
    shapes = [shapely.from_wkb(row[2]) for row in rows]
    if layer.kind == ROADS:
        return Volume(roads=tuple(road_of(row[0], row[3], shape) for row, shape in zip(rows, shapes, strict=True)))
    if layer.kind == ADDRESSES:
        known = (address_of(row[0], row[3], shape) for row, shape in zip(rows, shapes, strict=True))
        return Volume(addresses=tuple(known))
    features = [Feature(row[0], row[1], shape, {}) for row, shape in zip(rows, shapes, strict=True)]
    return Volume(layers=(PreparedLayer(layer, features),))


def atlas_of(volumes: Sequence[Volume]) -> Atlas:
    """One atlas of these layer versions."""
    layers = tuple(layer for volume in volumes for layer in volume.layers)
    roads = tuple(road for volume in volumes for road in volume.roads)
    addresses = tuple(address for volume in volumes for address in volume.addresses)
    return Atlas(Content(layers, roads, addresses))


class Shelf:
    """Keeps the atlases of this process up to date with the tables.

    `aside(function, *values)` runs long work so that the process goes on answering; `pause()` lets others in.
    """

    def __init__(self, aside: Callable[..., Any], pause: Callable[[], None]) -> None:
        self.aside = aside
        self.pause = pause
        self.revision: int | None = None
        self._atlases = Atlases()
        self._volumes: dict[int, Volume] = {}

    def now(self) -> Atlas:
        """The atlas that holds at this instant; Unavailable before the first was built."""
        return self.at(clock.now())

    def at(self, instant: datetime) -> Atlas:
        """The atlas that holds at an instant; Unavailable before the first was built."""
        atlas = self._atlases.at(instant)
        if atlas is None:
            raise Unavailable("The map is being loaded.")
        return atlas

    def refresh(self, store: Store) -> bool:
        """Build anew when the tables say that something else holds or will hold; whether it did."""
        with store.reading() as session:
            revision = versions.revision(session)
            if revision == self.revision:
                return False
            planned = versions.moments(session, clock.now())
        for layer_id in sorted({number for _, held in planned for number in held.values()} - self._volumes.keys()):
            self._volumes[layer_id] = self._read(store, layer_id)
        self._atlases.replace([(begins, self._build(held)) for begins, held in planned])
        self._volumes = {n: self._volumes[n] for _, held in planned for n in held.values()}
        self.revision = revision
        return True

    def _build(self, held: dict[versions.LayerKey, int]) -> Atlas:
        # The invented county gives way where a real one lies.
        chosen = [self._volumes[held[key]] for key in sorted(held, key=lambda key: (key[0] == SAMPLE, key))]
        return self.aside(atlas_of, chosen)

    def _read(self, store: Store, layer_id: int) -> Volume:
        with store.reading() as session:
            row = session.execute(select(Layer).where(Layer.id == layer_id)).scalar_one()
        valid_from = row.valid_from.isoformat() if row.valid_from else None
        layer = LayerVersion(row.jurisdiction_id, row.kind, row.version, valid_from, row.own)
        return self.aside(volume_of, layer, [row for page in self._pages(store, layer_id) for row in page])

    def _pages(self, store: Store, layer_id: int) -> Iterator[list[Row]]:
        last = 0
        columns = (FeatureRow.code, FeatureRow.name, FeatureRow.geometry, FeatureRow.properties, FeatureRow.id)
        while True:
            query = select(*columns).where(FeatureRow.layer_id == layer_id, FeatureRow.id > last)
            with store.reading() as session:
                rows = session.execute(query.order_by(FeatureRow.id).limit(ROWS_AT_ONCE)).all()
            if not rows:
                return
            last = rows[-1].id
            yield [(row.code, row.name, bytes(row.geometry), row.properties) for row in rows]
            self.pause()

    def drop_past(self, now: datetime) -> None:
        """Let go of atlases that no longer hold."""
        self._atlases.drop_past(now)
