"""Loads the layers of a manifest: `python -m services.geo.load deploy/sample/layers/manifest.toml`."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock, settings
from services.common.database import Store, engine_for
from services.common.outbox import Event, say
from services.geo.layers import versions
from services.geo.layers.manifest import Entry, ManifestUnusable, read_manifest
from services.geo.layers.reading import LayerUnusable
from services.geo.models import Activation, Layer

LEAD_SECONDS = 5  # every replica has a new version loaded by then
VERTICES_A_SECOND = 100_000  # a replica reads and prepares at least so many meanwhile,
FEATURES_A_SECOND = 5_000  # and so many


@dataclass(frozen=True)
class Loaded:
    """A layer of the manifest as it now stands in the tables; `wants` says that it is still to be activated."""

    layer: Layer
    new: bool
    wants: bool
    vertices: int


def load(store: Store, manifest: Path, tell: Callable[[str], None] = print) -> list[Loaded]:
    """Store what has changed, then activate all of it together; nothing is active when one layer is unusable."""
    entries = read_manifest(manifest)
    loaded = []
    for number, entry in enumerate(entries, 1):
        loaded.append(_load_entry(store, entry))
        tell(_progress(f"[{number}/{len(entries)}]", entry, loaded[-1]))
    with store.transaction() as session:
        _activate(session, [item for item in loaded if item.wants])
    return loaded


def _load_entry(store: Store, entry: Entry) -> Loaded:
    read = entry.read()
    with store.transaction() as session:
        newest = versions.newest(session, entry)
        new = newest is None or newest.content_hash != read[0]
        layer = versions.store_draft(session, entry, read) if new or newest is None else newest
        wants = new or layer.id not in versions.states(session, clock.now())
        session.expunge(layer)
    return Loaded(layer, new, wants, read[2].vertices)


def _progress(place: str, entry: Entry, loaded: Loaded) -> str:
    report = loaded.layer.report
    mended = f", {len(report['repaired'])} mended" if report["repaired"] else ""
    state = "new" if loaded.new else "unchanged"
    layer = f"{entry.kind} of {entry.jurisdiction_id}, version {loaded.layer.version}"
    return f"{place} {layer}: {loaded.layer.features} features{mended}, {state}"


def _activate(session: Session, wanted: Sequence[Loaded]) -> None:
    """The first version of a layer holds at once, later ones from an instant that every replica can meet."""
    now = clock.now()
    more = sum(item.vertices / VERTICES_A_SECOND + item.layer.features / FEATURES_A_SECOND for item in wanted)
    lead = timedelta(seconds=LEAD_SECONDS + more)
    known = {tuple(row) for row in session.execute(select(Activation.jurisdiction_id, Activation.kind).distinct())}
    for active_at, first in ((now, True), (now + lead, False)):
        layers = [
            item.layer for item in wanted if ((item.layer.jurisdiction_id, item.layer.kind) not in known) is first
        ]
        if layers:
            versions.activate(session, layers, active_at)
            say(session, list(_events(layers, active_at)))


def _key(layer: Layer) -> versions.LayerKey:
    return layer.jurisdiction_id, layer.kind


def _events(layers: Sequence[Layer], active_at: datetime) -> Iterable[Event]:
    for jurisdiction_id in sorted({layer.jurisdiction_id for layer in layers}):
        own = [layer for layer in layers if layer.jurisdiction_id == jurisdiction_id]
        told = [
            {
                "kind": layer.kind,
                "version": layer.version,
                "valid_from": layer.valid_from.isoformat() if layer.valid_from else None,
            }
            for layer in own
        ]
        data = {"jurisdiction_id": jurisdiction_id, "active_at": clock.instant_text(active_at), "layers": told}
        yield Event(type="layers_activated", subject=jurisdiction_id, data=data)


def main(arguments: list[str]) -> int:
    """Load the named manifests."""
    if not arguments:
        print("usage: python -m services.geo.load <manifest.toml>…", file=sys.stderr)
        return 2
    store = Store(engine_for(settings.database_url("geo"), pool_size=1), "geo")
    try:
        loaded = [item for manifest in arguments for item in load(store, Path(manifest))]
    except (ManifestUnusable, LayerUnusable) as unusable:
        print(f"hub311: geo: {unusable}", file=sys.stderr)
        return 1
    finally:
        store.engine.dispose()
    new = sum(item.new for item in loaded)
    features = sum(item.layer.features for item in loaded)
    print(f"hub311: geo has {len(loaded)} layers with {features} features ({new} new, {len(loaded) - new} unchanged)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
