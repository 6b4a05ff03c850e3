"""The manifest of a set of layers: which file holds which layer, from when, from whom, under which licence."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.geo.layers.reading import AREAS, LARGEST_FILE, LINES, POINTS, Feature, LayerUnusable, Report, read_layer

ROADS, ADDRESSES = "road", "address"
SHAPES = {ROADS: LINES, ADDRESSES: POINTS}
SINGULAR = {"roads": ROADS, "addresses": ADDRESSES}
SAMPLE = "sample"
_KIND = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_JURISDICTION = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")


class ManifestUnusable(ValueError):
    """The manifest cannot be used; the text says which entry and why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One layer of a manifest; `file` is an existing file."""

    kind: str
    file: Path
    code_field: str
    name_field: str
    valid_from: date | None
    source: str
    licence: str
    jurisdiction_id: str

    def read(self) -> tuple[str, list[Feature], Report]:
        """Hash of everything that makes the layer what it is, its features and the report."""
        if self.file.stat().st_size > LARGEST_FILE:
            raise LayerUnusable(f"{self.file.name} is larger than {LARGEST_FILE} bytes.")
        content = self.file.read_bytes()
        try:
            features, report = read_layer(content, self.code_field, self.name_field, SHAPES.get(self.kind, AREAS))
        except LayerUnusable as unusable:
            raise LayerUnusable(f"{self.file.name}: {unusable}") from unusable
        return self._hash(content), features, report

    def _hash(self, content: bytes) -> str:
        described = (self.code_field, self.name_field, str(self.valid_from), self.source, self.licence)
        return hashlib.sha256("\x1f".join(described).encode() + b"\x1e" + content).hexdigest()


def read_manifest(path: Path) -> list[Entry]:
    """The entries in the order of the file; ManifestUnusable when one cannot be used."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ManifestUnusable(f"{path}: {error}") from error
    rows = document.get("layer")
    if not isinstance(rows, list) or not rows:
        raise ManifestUnusable(f"{path}: there is no [[layer]].")
    owner = document.get("jurisdiction_id", SAMPLE)
    entries = [_entry(path.parent, number, {"jurisdiction_id": owner, **row}) for number, row in enumerate(rows, 1)]
    _refuse_twice(entries)
    return entries


def _entry(folder: Path, number: int, row: dict) -> Entry:
    kind = str(row.get("kind", ""))
    kind = SINGULAR.get(kind, kind)
    if not _KIND.match(kind) or not _JURISDICTION.match(str(row["jurisdiction_id"])):
        raise ManifestUnusable(f"Layer {number}: kind or jurisdiction_id is no name of small letters and digits.")
    file = folder / str(row.get("file", ""))
    if not file.is_file():
        raise ManifestUnusable(f"Layer {number} ({kind}): there is no file {file}.")
    valid_from = row.get("valid_from")
    if valid_from is not None and not isinstance(valid_from, date):
        raise ManifestUnusable(f"Layer {number} ({kind}): valid_from is no date.")
    texts = {name: str(row.get(name, default)) for name, default in _TEXTS.items()}
    return Entry(kind=kind, file=file, valid_from=valid_from, jurisdiction_id=str(row["jurisdiction_id"]), **texts)


_TEXTS = {"code_field": "code", "name_field": "name", "source": "", "licence": ""}


def _refuse_twice(entries: list[Entry]) -> None:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if (entry.jurisdiction_id, entry.kind) in seen:
            raise ManifestUnusable(f"The layer {entry.kind} of {entry.jurisdiction_id} stands twice.")
        seen.add((entry.jurisdiction_id, entry.kind))
