"""The tables of geo: layer versions, when each becomes active, and their features."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.common.tables import RowNumber, service_base

Base = service_base()


class MapRevision(Base):
    """One row: a number that rises whenever a replica must look again which layers are active."""

    __tablename__ = "map_revision"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class Layer(Base):
    """One version of a layer (roads and addresses are layers too); never changed once it is loaded."""

    __tablename__ = "layers"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    jurisdiction_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date | None]
    own: Mapped[str | None] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    features: Mapped[int] = mapped_column(Integer)
    report: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("jurisdiction_id", "kind", "version", name="layers_version"),)


class Activation(Base):
    """From this instant on a layer version holds, until the next activation of its kind; appended, never edited."""

    __tablename__ = "layer_activations"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    layer_id: Mapped[int] = mapped_column(ForeignKey("layers.id"))
    jurisdiction_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    active_at: Mapped[datetime]
    __table_args__ = (Index("layer_activations_kind", "jurisdiction_id", "kind", "active_at"),)


class Replica(Base):
    """A process that answers: how far its map is, and how long it took to make it; it reports every few seconds."""

    __tablename__ = "map_replicas"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    built_seconds: Mapped[float]
    seen_at: Mapped[datetime]


class FeatureRow(Base):
    """A feature of a layer version: geometry as WKB in WGS 84 longitude and latitude."""

    __tablename__ = "features"
    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    layer_id: Mapped[int] = mapped_column(ForeignKey("layers.id"))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    geometry: Mapped[bytes] = mapped_column(LargeBinary)
    properties: Mapped[dict[str, Any]]
    __table_args__ = (Index("features_layer_code", "layer_id", "code"),)
