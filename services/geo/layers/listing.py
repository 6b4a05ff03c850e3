"""Layer versions as the contract shows them, one by one and in pages."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.geo.layers import versions
from services.geo.models import Layer

SHOWN = 5


def describe(session: Session, layer: Layer, now: datetime) -> dict[str, Any]:
    """One layer version as the contract has it."""
    session.flush()
    return _answer(layer, _state(versions.states(session, now), layer))


def list_layers(session: Session, wish: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A page of layer versions, the last loaded first, as the contract has them."""
    query = select(Layer).order_by(Layer.id.desc())
    for column in (Layer.jurisdiction_id, Layer.kind):
        if wish.get(column.key) is not None:
            query = query.where(column == wish[column.key])
    if wish.get("cursor"):
        query = query.where(Layer.id < int(wish["cursor"]))
    known = versions.states(session, now)
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
        "merged": len(report.get("merged", ())),
        "left_out": report.get("left_out", 0),
        "first_repaired": report["repaired"][:SHOWN],
        "warnings": report.get("warnings", []),
        "crs": report.get("crs") or None,
        "origin": report.get("origin") or None,
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
