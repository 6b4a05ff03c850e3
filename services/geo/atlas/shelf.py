"""The shelf of atlases: read from the tables, built aside, put in place in one step."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import select

from services.common import clock
from services.common.database import Store
from services.common.errors import Unavailable
from services.geo.addresses.addresses import Address, address_of, landmark_of
from services.geo.atlas.atlas import Atlas, Atlases, Content
from services.geo.atlas.index import LayerVersion, PreparedLayer
from services.geo.layers import versions
from services.geo.layers.features import Feature
from services.geo.layers.kinds import ADDRESSES, LANDMARKS, ROADS, SAMPLE
from services.geo.models import FeatureRow, Layer
from services.geo.places.roads import Road, road_of

FORGOTTEN_SECONDS = 300
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
    if layer.kind == LANDMARKS:
        named = (landmark_of((row[0], row[1]), row[3], shape) for row, shape in zip(rows, shapes, strict=True))
        return Volume(addresses=tuple(named))
    features = [Feature(row[0], row[1], shape, {}) for row, shape in zip(rows, shapes, strict=True)]
    return Volume(layers=(PreparedLayer(layer, features),))


def atlas_of(volumes: Sequence[Volume], like: Atlas | None = None) -> Atlas:
    """One atlas of these layer versions; `like` is one that may have much in common with it."""
    layers = tuple(layer for volume in volumes for layer in volume.layers)
    roads = tuple(road for volume in volumes for road in volume.roads)
    addresses = tuple(address for volume in volumes for address in volume.addresses)
    return Atlas(Content(layers, roads, addresses), like)


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
        self._imagined: tuple[tuple, Atlas] | None = None
        self._imagined_at = 0.0
        self._imagining = False

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
        self._volumes = self._read_all(store, {number for _, held in planned for number in held.values()})
        self._atlases.replace(list(self._build_each(planned)))
        self.revision = revision
        return True

    def _read_all(self, store: Store, wanted: Collection[int]) -> dict[int, Volume]:
        return {number: self._volumes.get(number) or self._read(store, number) for number in sorted(wanted)}

    def _build_each(self, planned: Sequence[versions.Moment]) -> Iterator[tuple[datetime, Atlas]]:
        like = self._atlases.at(clock.now())
        for begins, held in planned:
            like = self._build(held, self._volumes, like)
            yield begins, like

    def _build(self, held: versions.Held, volumes: Mapping[int, Volume], like: Atlas | None) -> Atlas:
        # The invented county gives way where a real one lies.
        chosen = [volumes[held[key]] for key in sorted(held, key=lambda key: (key[0] == SAMPLE, key))]
        return self.aside(atlas_of, chosen, like)

    def imagine(self, store: Store, wished: Sequence[Mapping[str, Any]]) -> Atlas:
        """The atlas that would hold now with these versions, drafts too; VersionNotFound, Unavailable while it is made.

        One is kept: who asks about a draft asks many times.
        """
        with store.reading() as session:
            chosen = versions.ids_of(session, wished)
            holding = versions.moments(session, clock.now())[0][1]
            if chosen.items() <= holding.items() and versions.revision(session) == self.revision:
                return self.now()
            held = holding | chosen
        key = tuple(sorted(held.items()))
        if self._imagined is None or self._imagined[0] != key:
            self._imagine(store, key)
        self._imagined_at = clock.monotonic_seconds()
        assert self._imagined is not None
        return self._imagined[1]

    def _imagine(self, store: Store, key: tuple) -> None:
        if self._imagining:
            raise Unavailable("The map of this draft is being made.")
        self._imagining = True
        try:
            held = dict(key)
            volumes = self._read_all(store, set(held.values()))
            self._imagined = (key, self._build(held, volumes, self.now()))
        finally:
            self._imagining = False

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
        """Let go of atlases that no longer hold, and of one that nobody imagines any more."""
        self._atlases.drop_past(now)
        if self._imagined and clock.monotonic_seconds() - self._imagined_at > FORGOTTEN_SECONDS:
            self._imagined = None
