"""Versions of layers: stored as drafts, active from a stated instant on, superseded by the next of their kind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

import shapely
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from services.common import clock
from services.geo.contract.layers import VersionNotFound
from services.geo.layers.features import Feature, Report
from services.geo.models import Activation, FeatureRow, Layer, MapRevision

BEGINNING = datetime.min.replace(tzinfo=UTC)
ROWS_AT_ONCE = 500

LayerKey = tuple[str, str]  # jurisdiction and kind
Held = dict[LayerKey, int]  # which layer ids hold
Moment = tuple[datetime, Held]  # from when on


@dataclass(frozen=True)
class Described:
    """What a layer version is said to be, apart from its features."""

    jurisdiction_id: str
    kind: str
    valid_from: date | None
    source: str
    licence: str
    own: str | None
    content_hash: str


def newest(session: Session, jurisdiction_id: str, kind: str) -> Layer | None:
    """The newest version of a layer, active or not."""
    query = select(Layer).where(Layer.jurisdiction_id == jurisdiction_id, Layer.kind == kind)
    return session.execute(query.order_by(Layer.version.desc()).limit(1)).scalar_one_or_none()


def store_draft(session: Session, described: Described, features: Sequence[Feature], report: Report) -> Layer:
    """Store what was read as the next version of its layer, not active yet."""
    before = newest(session, described.jurisdiction_id, described.kind)
    layer = Layer(
        **asdict(described),
        version=before.version + 1 if before else 1,
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
    session.flush()


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


def ids_of(session: Session, wished: Iterable[Mapping[str, Any]]) -> Held:
    """Ids of versions named by jurisdiction, kind and number; VersionNotFound."""
    found: Held = {}
    for wish in wished:
        layer = version_of(session, wish)
        found[(layer.jurisdiction_id, layer.kind)] = layer.id
    return found


def version_of(session: Session, wish: Mapping[str, Any]) -> Layer:
    """One version by jurisdiction, kind and number; VersionNotFound."""
    query = select(Layer).where(Layer.jurisdiction_id == wish["jurisdiction_id"], Layer.kind == wish["kind"])
    layer = session.execute(query.where(Layer.version == wish["version"])).scalar_one_or_none()
    if layer is None:
        raise VersionNotFound
    return layer


def states(session: Session, now: datetime) -> dict[int, tuple[str, datetime]]:
    """Layer id -> (scheduled, active or superseded; the instant of its last activation); drafts are not in it.

    A version whose activation was taken back before it held is a draft again.
    """
    planned = moments(session, now)
    active, coming = set(planned[0][1].values()), {number for _, held in planned[1:] for number in held.values()}
    found: dict[int, tuple[str, datetime]] = {}
    rows = list(session.execute(select(Activation).order_by(Activation.active_at, Activation.id)).scalars())
    last = {(row.jurisdiction_id, row.kind, row.active_at): row for row in rows}  # of several at one instant it holds
    for row in last.values():
        begins = clock.as_utc(row.active_at) or BEGINNING
        if row.layer_id in active and begins <= now:
            found[row.layer_id] = ("active", begins)
        elif row.layer_id in coming and begins > now and row.layer_id not in active:
            found[row.layer_id] = ("scheduled", begins)
        elif begins <= now:
            found[row.layer_id] = ("superseded", begins)
    return found
