"""Features of layers as they are stored, what was found while they were read, and why a layer is refused."""

from dataclasses import dataclass, field
from typing import Any

AREAS = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString")
POINTS = ("Point",)
LONGEST_CODE = 64
LONGEST_NAME = 200


class LayerUnusable(ValueError):
    """The layer cannot be used; the text says which feature or file and why."""


class NothingThere(LayerUnusable):
    """Nothing of the layer is there, or nothing of it in its county."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a layer in WGS 84 longitude and latitude; the geometry is two-dimensional and valid."""

    code: str
    name: str
    geometry: Any
    properties: dict


@dataclass(slots=True)
class Report:
    """What was found and mended while a layer was read; `warnings` are what somebody should look at."""

    features: int = 0
    vertices: int = 0
    repaired: list[str] = field(default_factory=list)
    flattened: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    left_out: int = 0
    crs: str = ""
    origin: str = ""
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
