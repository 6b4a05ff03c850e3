"""Paper letters as notify leaves them for the print shop: a folder a day with PDFs and a manifest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Batch:
    """A day's letters: the name of the folder, its state, and a row per letter."""

    name: str
    state: str
    letters: tuple[dict[str, Any], ...]


def list_batches(folder: Path) -> list[Batch]:
    """Every batch, newest first; letters that the manifest does not list yet are shown by their file alone."""
    if not folder.is_dir():
        return []
    return [_read(place) for place in sorted(folder.iterdir(), reverse=True) if place.is_dir()]


def find_file(folder: Path, batch: str, name: str) -> Path | None:
    """A file of a batch, None for anything that is not a PDF or manifest directly in it."""
    path = folder / batch / name
    is_plain = all(part not in ("", ".", "..") and "/" not in part for part in (batch, name))
    is_known = path.suffix in (".pdf", ".json", ".csv") and not name.startswith(".")
    return path if is_plain and is_known and path.is_file() else None


def _read(place: Path) -> Batch:
    try:
        manifest = json.loads((place / "manifest.json").read_text())
        rows = [dict(row) for row in manifest["letters"]]
        state = str(manifest.get("state", "unknown"))
    except (OSError, ValueError, KeyError, TypeError):
        rows, state = [], "open"
    listed = {row.get("file") for row in rows}
    unlisted = [{"file": path.name} for path in sorted(place.glob("*.pdf")) if path.name not in listed]
    return Batch(place.name, state, tuple(rows + unlisted))
