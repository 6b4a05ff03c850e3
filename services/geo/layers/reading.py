"""Layers read: rows of a file become features with a code, a name and a valid shape, or the layer is refused."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from services.geo.layers.features import (
    AREAS,
    LINES,
    LONGEST_CODE,
    LONGEST_NAME,
    Feature,
    LayerUnusable,
    NothingThere,
    Report,
)
from services.geo.layers.mending import join, mend
from services.geo.layers.properties import Mapped, plain, rows_of
from services.geo.layers.sources import Source
from services.geo.layers.tables import Table, Wanted, read_table


@dataclass(frozen=True)
class Form:
    """How rows become features; `merge` joins rows of one code, `skip_empty` leaves out rows without a shape."""

    code_field: str
    name_field: str
    shapes: tuple[str, ...] = AREAS
    mapped: Mapped = field(default_factory=Mapped)
    merge: bool = False
    skip_empty: bool = False


def read_layer(source: Source, form: Form, wanted: Wanted | None = None) -> tuple[list[Feature], Report]:
    """Features in the order of their codes, and the report; LayerUnusable when the file must not be used."""
    table = read_table(source, wanted or Wanted())
    if not len(table):
        raise NothingThere("The layer has no features.")
    report = Report(crs=table.crs, warnings=list(table.notes))
    codes, names, rows = _described(table, form)
    shapes = mend(table, codes, form, report)
    kept = [number for number in range(len(codes)) if shapes[number] is not None and names[number]]
    report.left_out = len(codes) - len(kept)
    features = [Feature(codes[n], names[n], shapes[n], rows[n]) for n in kept]
    if not features:
        raise NothingThere("The layer has no features.")
    features = sorted(_once_each(features, form, report), key=lambda feature: feature.code)
    report.features = len(features)
    return features, report


def _described(table: Table, form: Form) -> tuple[list[str], list[str], list[dict]]:
    """Codes, names and properties of all rows; the name is empty where a road or an address has none."""
    rows = rows_of(table.columns)
    if form.mapped:
        rows = [form.mapped.apply(row) for row in rows]
    if form.shapes is LINES:
        # Stretches of road share their route number and most have none: their place in the file names them.
        codes = [f"{number:07d}" for number in range(len(rows))]
    else:
        codes = _texts(table, rows, form.code_field, LONGEST_CODE)
    if form.shapes is AREAS:
        return codes, _texts(table, rows, form.name_field, LONGEST_NAME), rows
    member = "street" if form.mapped else form.name_field
    return codes, [plain(row.get(member))[:LONGEST_NAME] for row in rows], rows


def _texts(table: Table, rows: list[dict], member: str, longest: int) -> list[str]:
    exact = next((name for name in rows[0] if name.lower() == member.lower()), member)
    if exact not in rows[0]:
        raise LayerUnusable(f"There is no column {member}; there are {', '.join(table.columns) or 'none'}.")
    return [_text(row.get(exact), number, (member, longest)) for number, row in enumerate(rows)]


def _text(value: Any, number: int, form: tuple[str, int]) -> str:
    text = plain(value)
    member, longest = form
    if not text or len(text) > longest or not text.isprintable():
        raise LayerUnusable(f"Feature {number} has no usable {member} (text of 1 to {longest} characters).")
    return text


def _once_each(features: list[Feature], form: Form, report: Report) -> list[Feature]:
    by_code: dict[str, list[Feature]] = defaultdict(list)
    for feature in features:
        by_code[feature.code].append(feature)
    twice = sorted(code for code, found in by_code.items() if len(found) > 1)
    if twice and not (form.merge and form.shapes is AREAS):
        raise LayerUnusable(
            f"Codes that stand more than once: {', '.join(twice[:10])}; `merge = true` makes one area of each."
        )
    report.merged = twice
    return [_joined(found) for found in by_code.values()]


def _joined(parts: list[Feature]) -> Feature:
    first = parts[0]
    return first if len(parts) == 1 else replace(first, geometry=join([part.geometry for part in parts]))
