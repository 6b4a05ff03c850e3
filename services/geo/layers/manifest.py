"""The manifest of a set of layers: which file holds which layer, from when, from whom, under which licence."""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.geo.layers.downloads import is_url
from services.geo.layers.entries import SHAPES, Entry, ManifestUnusable
from services.geo.layers.kinds import ADDRESSES, LANDMARKS, ROADS, SAMPLE
from services.geo.layers.properties import Mapped
from services.geo.layers.tables import Wanted

SINGULAR = {"roads": ROADS, "addresses": ADDRESSES, "landmarks": LANDMARKS}
KNOWN = {"kind", "file", "files", "url", "layer", "encoding", "crs", "code_field", "name_field", "valid_from", "source",
         "licence", "jurisdiction_id", "own", "where", "box", "within_county", "merge", "skip_empty", "fields",
         "owners", "state", "may_be_empty"}  # fmt: skip
PROJECT = Path(__file__).resolve().parents[3]
_KIND = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_JURISDICTION = re.compile(r"^[a-z0-9][a-z0-9-]{0,39}$")


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


def data_folder() -> Path:
    """Where files are that are not beside their manifest: HUB311_DATA, else the folder beside the project."""
    return Path(os.environ.get("HUB311_DATA") or PROJECT.parent / "shared" / "data")


def _entry(folder: Path, number: int, row: dict) -> Entry:
    kind = str(row.get("kind", ""))
    kind = SINGULAR.get(kind, kind)
    if not _KIND.match(kind) or not _JURISDICTION.match(str(row["jurisdiction_id"])):
        raise ManifestUnusable(f"Layer {number}: kind or jurisdiction_id is no name of small letters and digits.")
    where = f"Layer {number} ({kind})"
    _refuse_unknown(where, row)
    valid_from = row.get("valid_from")
    if valid_from is not None and not isinstance(valid_from, date):
        raise ManifestUnusable(f"{where}: valid_from is no date.")
    return Entry(
        kind=kind,
        places=tuple(_places(folder, where, row)),
        valid_from=valid_from,
        own=_text(where, row, "own"),
        jurisdiction_id=str(row["jurisdiction_id"]),
        wanted=_wanted(where, row),
        mapped=_mapped(where, row, kind),
        code_field=str(row.get("code_field", "code")),
        name_field=str(row.get("name_field", "name")),
        source=str(row.get("source", "")),
        licence=str(row.get("licence", "")),
        merge=_switch(where, row, "merge"),
        skip_empty=_switch(where, row, "skip_empty"),
        within_county=_switch(where, row, "within_county"),
        may_be_empty=_switch(where, row, "may_be_empty"),
    )


def _refuse_unknown(where: str, row: Mapping[str, Any]) -> None:
    unknown = sorted(row.keys() - KNOWN)
    if unknown:
        raise ManifestUnusable(f"{where}: {', '.join(unknown)} means nothing here.")


def _places(folder: Path, where: str, row: Mapping[str, Any]) -> list[Path | str]:
    given = row.get("files", [row.get("url") or row.get("file")])
    if not isinstance(given, list) or not given or not all(isinstance(one, str) and one for one in given):
        raise ManifestUnusable(f"{where}: it has no file and no url.")
    return [_place(folder, where, one) for one in given]


def _place(folder: Path, where: str, given: str) -> Path | str:
    if is_url(given):
        return given
    for path in (folder / given, data_folder() / given):
        if path.is_file():
            return path
    raise ManifestUnusable(f"{where}: there is no file {folder / given}, nor {data_folder() / given}.")


def _wanted(where: str, row: Mapping[str, Any]) -> Wanted:
    box, conditions = row.get("box"), row.get("where", {})
    if box is not None and not (isinstance(box, list) and len(box) == 4 and all(map(_is_number, box))):
        raise ManifestUnusable(f"{where}: box is not [west, south, east, north] in degrees.")
    if not isinstance(conditions, dict):
        raise ManifestUnusable(f"{where}: where is no table of columns and values.")
    return Wanted(
        layer=_text(where, row, "layer"),
        encoding=_text(where, row, "encoding"),
        crs=_text(where, row, "crs"),
        where=conditions,
        box=(box[0], box[1], box[2], box[3]) if box else None,
    )


def _mapped(where: str, row: Mapping[str, Any], kind: str) -> Mapped:
    fields, owners = row.get("fields", {}), row.get("owners", {})
    if not isinstance(fields, dict) or not isinstance(owners, dict):
        raise ManifestUnusable(f"{where}: fields and owners are tables.")
    if (fields or owners) and kind not in SHAPES:
        raise ManifestUnusable(f"{where}: fields and owners are for roads and addresses.")
    columns = {ours: tuple(theirs if isinstance(theirs, list) else [theirs]) for ours, theirs in fields.items()}
    return Mapped(columns, owners, _text(where, row, "state"), kind == ROADS)


def _text(where: str, row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ManifestUnusable(f"{where}: {name} is no text.")
    return value


def _switch(where: str, row: Mapping[str, Any], name: str) -> bool:
    value = row.get(name, False)
    if not isinstance(value, bool):
        raise ManifestUnusable(f"{where}: {name} is neither true nor false.")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refuse_twice(entries: list[Entry]) -> None:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if (entry.jurisdiction_id, entry.kind) in seen:
            raise ManifestUnusable(f"The layer {entry.kind} of {entry.jurisdiction_id} stands twice.")
        seen.add((entry.jurisdiction_id, entry.kind))
