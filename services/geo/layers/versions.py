"""Versions of layers: stored as drafts, active from a stated instant on, superseded by the next of their kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import shapely
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from services.common import clock
from services.geo.layers.manifest import Entry
from services.geo.layers.reading import Feature, Report
from services.geo.models import Activation, FeatureRow, Layer, MapRevision

BEGINNING = datetime.min.replace(tzinfo=UTC)
ROWS_AT_ONCE = 500
SHOWN = 5

LayerKey = tuple[str, str]  # jurisdiction and kind
Moment = tuple[datetime, dict[LayerKey, int]]  # from when on, which layer ids hold


def newest(session: Session, entry: Entry) -> Layer | None:
    """The newest version of a layer, active or not."""
    query = select(Layer).where(Layer.jurisdiction_id == entry.jurisdiction_id, Layer.kind == entry.kind)
    return session.execute(query.order_by(Layer.version.desc()).limit(1)).scalar_one_or_none()


def store_draft(session: Session, entry: Entry, read: tuple[str, Sequence[Feature], Report]) -> Layer:
    """Store what was read of an entry as the next version of its layer, not active yet."""
    content_hash, features, report = read
    before = newest(session, entry)
    layer = Layer(
        jurisdiction_id=entry.jurisdiction_id,
        kind=entry.kind,
        version=before.version + 1 if before else 1,
        valid_from=entry.valid_from,
        source=entry.source,
        licence=entry.licence,
        content_hash=content_hash,
        features=len(features),
        report=asdict(report),
        loaded_at=clock.now(),
    )
    session.add(layer)
    session.flush()
    for rows in _rows(layer.id, features):
        session.execute(insert(FeatureRow), rows)
    return layer


def _rows(layer_id: int, features: Sequence[Feature]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(features), ROWS_AT_ONCE):
        yield [
            {
                "layer_id": layer_id,
                "code": feature.code,
                "name": feature.name,
                "geometry": shapely.to_wkb(feature.geometry),
                "properties": feature.properties,
            }
            for feature in features[start : start + ROWS_AT_ONCE]
        ]


def activate(session: Session, layers: Iterable[Layer], active_at: datetime) -> None:
    """Let these versions hold from an instant on; every replica hears of it within a second.

    An older version may be activated again: that is how one goes back.
    """
    for layer in layers:
        key = {"jurisdiction_id": layer.jurisdiction_id, "kind": layer.kind}
        session.add(Activation(layer_id=layer.id, active_at=active_at, **key))
    session.flush()
    row = session.get(MapRevision, 1, with_for_update=True)
    if row is None:
        session.add(MapRevision(id=1, number=1))
    else:
        row.number += 1


def revision(session: Session) -> int:
    """The number that rises with every activation; 0 before the first."""
    return session.execute(select(func.max(MapRevision.number))).scalar() or 0


def moments(session: Session, now: datetime) -> list[Moment]:
    """What holds now and at each later instant that is already stated, in order of time."""
    held: dict[LayerKey, int] = {}
    found: list[Moment] = [(BEGINNING, held)]
    for row in session.execute(select(Activation).order_by(Activation.active_at, Activation.id)).scalars():
        begins = clock.as_utc(row.active_at) or BEGINNING
        if begins > now and begins != found[-1][0]:
            held = dict(held)
            found.append((begins, held))
        held[(row.jurisdiction_id, row.kind)] = row.layer_id
    return found


def states(session: Session, now: datetime) -> dict[int, tuple[str, datetime]]:
    """Layer id -> (scheduled, active or superseded; the instant of its last activation); drafts are not in it."""
    active = moments(session, now)[0][1]
    found: dict[int, tuple[str, datetime]] = {}
    for row in session.execute(select(Activation).order_by(Activation.active_at, Activation.id)).scalars():
        begins = clock.as_utc(row.active_at) or BEGINNING
        holds = active.get((row.jurisdiction_id, row.kind)) == row.layer_id
        found[row.layer_id] = ("active" if holds else "scheduled" if begins > now else "superseded", begins)
    return found


def list_layers(session: Session, wish: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A page of layer versions, the last loaded first, as the contract has them."""
    query = select(Layer).order_by(Layer.id.desc())
    for column in (Layer.jurisdiction_id, Layer.kind):
        if wish.get(column.key) is not None:
            query = query.where(column == wish[column.key])
    if wish.get("cursor"):
        query = query.where(Layer.id < int(wish["cursor"]))
    known = states(session, now)
    rows = [row for row in session.execute(query).scalars() if wish.get("state") in (None, _state(known, row)[0])]
    page = rows[: wish["limit"]]
    more = len(rows) > len(page)
    return {"items": [_answer(row, _state(known, row)) for row in page], "next": str(page[-1].id) if more else None}


def _state(known: dict[int, tuple[str, datetime]], layer: Layer) -> tuple[str, datetime | None]:
    return known.get(layer.id, ("draft", None))


def _brief(report: dict[str, Any]) -> dict[str, Any]:
    """How many features were mended or flattened, and the first few: a parcel layer may have thousands."""
    return {
        "vertices": report["vertices"],
        "repaired": len(report["repaired"]),
        "flattened": len(report["flattened"]),
        "first_repaired": report["repaired"][:SHOWN],
    }


def _answer(layer: Layer, state: tuple[str, datetime | None]) -> dict[str, Any]:
    return {
        "jurisdiction_id": layer.jurisdiction_id,
        "kind": layer.kind,
        "version": layer.version,
        "state": state[0],
        "active_at": state[1],
        "valid_from": layer.valid_from and layer.valid_from.isoformat(),
        "source": layer.source,
        "licence": layer.licence,
        "features": layer.features,
        "loaded_at": clock.as_utc(layer.loaded_at),
        "report": _brief(layer.report),
    }
