"""Activation: versions hold from an instant that every replica can meet, and one goes back the same way."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.outbox import Event, say
from services.geo.contract.layers import HeldAlready, NothingBefore, TooSoon
from services.geo.layers import replicas, versions
from services.geo.models import Activation, Layer

LEAD_SECONDS = 5  # every replica has a new version loaded by then
VERTICES_A_SECOND = 100_000  # a replica reads and prepares at least so many meanwhile,
FEATURES_A_SECOND = 5_000  # and so many


def earliest(session: Session, layers: Iterable[Layer], now: datetime) -> datetime:
    """The first instant that every replica can meet; at once where none runs."""
    running = replicas.live(session, now)
    if not running:
        return now
    more = sum(layer.report["vertices"] / VERTICES_A_SECOND + layer.features / FEATURES_A_SECOND for layer in layers)
    built = max(replica.built_seconds for replica in running)
    return now + timedelta(seconds=LEAD_SECONDS + more + built)


def activate(session: Session, layers: Sequence[Layer], active_at: datetime | None = None) -> datetime:
    """Let these versions hold together from an instant on, the first possible by default, and say so.

    TooSoon for an instant that some replica could not meet.
    """
    first = earliest(session, layers, clock.now())
    if active_at is not None and active_at < first:
        detail = f"The first possible instant is {clock.instant_text(first)}."
        raise TooSoon(detail, [{"pointer": "/active_at", "detail": detail}])
    instant = active_at or first
    versions.activate(session, layers, instant)
    say(session, list(_events(layers, instant)))
    return instant


def activate_version(session: Session, wish: dict[str, Any]) -> Layer:
    """Activate one version by its number; VersionNotFound, HeldAlready or TooSoon."""
    layer = versions.version_of(session, wish)
    if _planned(session, layer.jurisdiction_id, layer.kind)[-1:] == [layer.id]:
        raise HeldAlready
    activate(session, [layer], wish.get("active_at"))
    return layer


def roll_back(session: Session, wish: dict[str, Any]) -> Layer:
    """Let the version that held before hold again; one that does not hold yet never will. NothingBefore."""
    jurisdiction_id, kind = wish["jurisdiction_id"], wish["kind"]
    held = _planned(session, jurisdiction_id, kind)
    before = next((number for number in reversed(held) if number != held[-1]), None)
    if before is None:
        raise NothingBefore
    layer = session.get_one(Layer, before)
    activate(session, [layer], _not_yet(session, held[-1], (jurisdiction_id, kind)))
    return layer


def _planned(session: Session, jurisdiction_id: str, kind: str) -> list[int]:
    """Ids of the versions of a layer in the order in which they hold, those to come included."""
    query = select(Activation).where(Activation.jurisdiction_id == jurisdiction_id, Activation.kind == kind)
    rows = list(session.execute(query.order_by(Activation.active_at, Activation.id)).scalars())
    instants = {row.active_at: row.layer_id for row in rows}  # of several at one instant the last one holds
    return list(instants.values())


def _not_yet(session: Session, layer_id: int, key: versions.LayerKey) -> datetime | None:
    """The instant of an activation to come, which is overwritten; None when it holds already."""
    query = select(Activation.active_at).where(Activation.layer_id == layer_id, Activation.kind == key[1])
    last = clock.as_utc(session.execute(query.order_by(Activation.active_at.desc()).limit(1)).scalar_one())
    return last if last is not None and last > earliest(session, [], clock.now()) else None


def _events(layers: Sequence[Layer], active_at: datetime) -> Iterable[Event]:
    for jurisdiction_id in sorted({layer.jurisdiction_id for layer in layers}):
        told = [_told(layer) for layer in layers if layer.jurisdiction_id == jurisdiction_id]
        data = {"jurisdiction_id": jurisdiction_id, "active_at": clock.instant_text(active_at), "layers": told}
        yield Event(type="layers_activated", subject=jurisdiction_id, data=data)


def _told(layer: Layer) -> dict[str, Any]:
    valid_from = layer.valid_from.isoformat() if layer.valid_from else None
    return {"kind": layer.kind, "version": layer.version, "valid_from": valid_from}
