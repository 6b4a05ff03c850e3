"""Loading a manifest: everything is read and checked first, then stored and activated together, or nothing is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.database import Store
from services.geo.layers import activation, versions
from services.geo.layers.checks import Surroundings, check
from services.geo.layers.entries import Entry
from services.geo.layers.features import AREAS, Feature, LayerUnusable, NothingThere, Report
from services.geo.layers.kinds import COUNTY
from services.geo.models import FeatureRow, Layer


@dataclass(frozen=True)
class Options:
    """`dry_run` stores nothing, `draft` activates nothing, `strict` refuses what is only suspicious."""

    dry_run: bool = False
    draft: bool = False
    strict: bool = False
    active_at: datetime | None = None


@dataclass(frozen=True)
class Read:
    """A layer of a manifest as it was read; without features it is as the newest version is."""

    entry: Entry
    content_hash: str
    report: Report
    features: list[Feature] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether it becomes a version of its own."""
        return bool(self.features)


@dataclass(frozen=True)
class Loaded:
    """A layer of the manifest as it now stands in the tables; `wants` says that it was to be activated."""

    layer: Layer
    new: bool
    wants: bool


Tell = Callable[[int, Read], None]  # number in the manifest, what was read


def load(store: Store, entries: Sequence[Entry], options: Options, tell: Tell) -> tuple[list[Loaded], datetime | None]:
    """What stands in the tables now, and from when on the new versions hold; LayerUnusable changes nothing."""
    read: list[Read] = []
    counties: dict[str, Any] = {}
    # The county first: the others are held against it.
    for number, entry in enumerate(sorted(entries, key=lambda entry: entry.kind != COUNTY), 1):
        try:
            read.append(_read(store, entry, counties))
        except NothingThere:
            if not entry.may_be_empty:
                raise
            continue
        if options.strict and read[-1].report.warnings:
            raise LayerUnusable(f"{entry.origin}: {' '.join(read[-1].report.warnings)}")
        tell(number, read[-1])
    if options.dry_run:
        return [], None
    with store.transaction() as session:
        loaded = [_store(session, one, options) for one in read]
        wanted = [item.layer for item in loaded if item.wants]
        active_at = activation.activate(session, wanted, options.active_at) if wanted else None
        session.flush()
        session.expunge_all()
    return loaded, active_at


def _read(store: Store, entry: Entry, counties: dict[str, Any]) -> Read:
    began = clock.monotonic_seconds()
    county = None if entry.kind == COUNTY else _county(store, entry.jurisdiction_id, counties)
    with entry.staged(county) as staged:
        digest = staged.digest
        with store.reading() as session:
            newest = versions.newest(session, entry.jurisdiction_id, entry.kind)
        if newest is not None and newest.content_hash == digest:
            return Read(entry, digest, Report(**{"features": newest.features, **newest.report}))
        features, report = staged.read()
    try:
        around = Surroundings(county, _before(store, entry))
        report.warnings.extend(check(entry.kind, features, around))
    except LayerUnusable as unusable:
        raise LayerUnusable(f"{entry.origin}: {unusable}") from unusable
    if entry.kind == COUNTY:
        counties[entry.jurisdiction_id] = _own_shape({f.code: f.geometry for f in features}, entry)
    report.seconds = round(clock.monotonic_seconds() - began, 2)
    return Read(entry, digest, report, features)


def _own_shape(shapes: Mapping[str, Any], entry: Entry) -> Any:
    """The shape of the jurisdiction's own county."""
    if entry.own is not None and entry.own not in shapes:
        raise LayerUnusable(f"{entry.origin}: there is no {entry.own}, which is said to be the county itself.")
    return shapes[entry.own] if entry.own else shapely.union_all(list(shapes.values()))


def _county(store: Store, jurisdiction_id: str, counties: dict[str, Any]) -> Any:
    """The county of a jurisdiction: of this manifest, else the one that holds now."""
    if jurisdiction_id not in counties:
        layer, shapes = _holding(store, jurisdiction_id, COUNTY)
        own = layer.own if layer else None
        chosen = [shape for code, shape in shapes.items() if own in (None, code)]
        counties[jurisdiction_id] = shapely.union_all(chosen) if chosen else None
    return counties[jurisdiction_id]


def _before(store: Store, entry: Entry) -> Mapping[str, Any] | None:
    layer, shapes = _holding(store, entry.jurisdiction_id, entry.kind, with_shapes=entry.form.shapes is AREAS)
    return shapes if layer else None


def _holding(store: Store, jurisdiction_id: str, kind: str, with_shapes: bool = True) -> tuple[Layer | None, dict]:
    """The version that holds now with its shapes by code."""
    with store.reading() as session:
        held = versions.moments(session, clock.now())[0][1].get((jurisdiction_id, kind))
        if held is None:
            return None, {}
        layer = session.get_one(Layer, held)
        if not with_shapes:
            return layer, dict.fromkeys(range(layer.features))
        rows = session.execute(select(FeatureRow.code, FeatureRow.geometry).where(FeatureRow.layer_id == held))
        return layer, {code: shapely.from_wkb(bytes(packed)) for code, packed in rows}


def _store(session: Session, read: Read, options: Options) -> Loaded:
    entry = read.entry
    layer = versions.newest(session, entry.jurisdiction_id, entry.kind)
    if read.is_new or layer is None:
        described = versions.Described(
            entry.jurisdiction_id, entry.kind, entry.valid_from, entry.source, entry.licence, entry.own,
            read.content_hash,
        )  # fmt: skip
        layer = versions.store_draft(session, described, read.features, read.report)
    wants = not options.draft and (read.is_new or layer.id not in versions.states(session, clock.now()))
    return Loaded(layer, read.is_new, wants)
