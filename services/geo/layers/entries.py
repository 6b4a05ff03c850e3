"""One layer of a manifest: where it is, how it is read, and what makes it the same as the version before."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from services.geo.layers.downloads import is_url
from services.geo.layers.features import AREAS, LINES, POINTS, Feature, LayerUnusable, NothingThere, Report
from services.geo.layers.kinds import ADDRESSES, LANDMARKS, ROADS
from services.geo.layers.properties import Mapped
from services.geo.layers.reading import Form, read_layer
from services.geo.layers.routes import spread_routes
from services.geo.layers.sources import Source, staged
from services.geo.layers.tables import Wanted

SHAPES = {ROADS: LINES, ADDRESSES: POINTS, LANDMARKS: POINTS}
MARGIN_DEGREES = 0.001
LEAST_SHARE = 0.001  # of a feature or of the county: less is two surveys of one line


class ManifestUnusable(ValueError):
    """The manifest cannot be used; the text says which entry and why."""


@dataclass(frozen=True)
class Entry:
    """One layer of a manifest; `places` are existing files or URLs, read one after the other into one layer."""

    kind: str
    places: tuple[Path | str, ...]
    code_field: str
    name_field: str
    valid_from: date | None
    source: str
    licence: str
    jurisdiction_id: str
    own: str | None = None
    merge: bool = False
    skip_empty: bool = False
    within_county: bool = False
    may_be_empty: bool = False
    wanted: Wanted = field(default_factory=Wanted)
    mapped: Mapped = field(default_factory=Mapped)

    @property
    def form(self) -> Form:
        """How its rows become features."""
        shapes = SHAPES.get(self.kind, AREAS)
        return Form(self.code_field, self.name_field, shapes, self.mapped, self.merge, self.skip_empty)

    @property
    def origin(self) -> str:
        """Where it comes from, in words for the report: names of files, whole URLs."""
        return ", ".join(str(place) if is_url(str(place)) else Path(place).name for place in self.places)

    @contextmanager
    def staged(self, county: Any) -> Iterator["Staged"]:
        """Its files brought here; `county` is the shape of its jurisdiction's own county, if that is known."""
        if self.within_county and county is None:
            raise LayerUnusable(f"{self.kind}: within_county needs a county layer.")
        with ExitStack() as stack:
            with _named(self):
                sources = [stack.enter_context(staged(place, self.wanted.layer)) for place in self.places]
            yield Staged(self, sources, county)


@dataclass(frozen=True)
class Staged:
    """An entry whose files are here."""

    entry: Entry
    sources: Sequence[Source]
    county: Any

    @property
    def digest(self) -> str:
        """Of everything that makes the layer what it is: unchanged, the layer need not even be read."""
        entry = self.entry
        described = (entry.code_field, entry.name_field, entry.valid_from, entry.source, entry.licence, entry.own,
                     entry.merge, entry.skip_empty, entry.wanted, sorted(entry.mapped.fields.items()),
                     sorted(entry.mapped.owners.items()), entry.mapped.state)  # fmt: skip
        around = shapely.to_wkb(self.county) if entry.within_county else b""
        parts = [repr(described).encode(), around, *(source.digest.encode() for source in self.sources)]
        return hashlib.sha256(b"\x1e".join(parts)).hexdigest()

    def read(self) -> tuple[list[Feature], Report]:
        """Its features in the order of their codes, and the report; LayerUnusable names the file."""
        entry, wanted = self.entry, self.entry.wanted
        if entry.within_county:
            west, south, east, north = shapely.bounds(self.county).tolist()
            box = (west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES)
            wanted = replace(wanted, box=box)
        with _named(entry):
            features, report = _together(entry, [read_layer(source, entry.form, wanted) for source in self.sources])
            if entry.within_county:
                features = _within(features, self.county)
            if entry.kind == ROADS and entry.mapped:
                features = spread_routes(features)
        report.origin, report.features = entry.origin, len(features)
        report.vertices = int(shapely.get_num_coordinates([feature.geometry for feature in features]).sum())
        return features, report


def _together(entry: Entry, read: Sequence[tuple[list[Feature], Report]]) -> tuple[list[Feature], Report]:
    if len(read) == 1:
        return read[0]
    features = [feature for found, _ in read for feature in found]
    if entry.kind == ROADS:
        features = [replace(feature, code=f"{number:07d}") for number, feature in enumerate(features)]
    elif len({feature.code for feature in features}) < len(features):
        raise LayerUnusable("A code stands in more than one of the files.")
    report = Report(crs=", ".join(sorted({one.crs for _, one in read})))
    for _, one in read:
        report.vertices += one.vertices
        report.left_out += one.left_out
        for name in ("repaired", "flattened", "merged", "warnings"):
            getattr(report, name).extend(getattr(one, name))
    return features, report


def _within(features: Sequence[Feature], county: Any) -> list[Feature]:
    """Those of which something really lies in the county: neighbours share its line."""
    shapes = np.array([feature.geometry for feature in features], dtype=object)
    shapely.prepare(county)
    chosen = shapely.intersects(county, shapes)
    if shapely.get_dimensions(shapes[0]) == 2:
        doubtful = np.flatnonzero(chosen & ~shapely.contains_properly(county, shapes))
        shared = shapely.area(shapely.intersection(county, shapes[doubtful]))
        least = LEAST_SHARE * np.minimum(shapely.area(shapes[doubtful]), shapely.area(county))
        chosen[doubtful] = shared > least
    kept = [feature for feature, inside in zip(features, chosen, strict=True) if inside]
    if not kept:
        raise NothingThere("Nothing of the layer lies in the county: is the coordinate system right?")
    return kept


@contextmanager
def _named(entry: Entry) -> Iterator[None]:
    try:
        yield
    except LayerUnusable as unusable:
        raise type(unusable)(f"{entry.origin}: {unusable}") from unusable
