"""Properties of features: plain values from columns, and columns renamed to what roads and addresses are asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

STATE, OTHERS = "state", "*"
STATE_TYPES = ("I", "U", "S", "interstate", "us", "state")  # route types as the Census Bureau and counties write them
_NUMBER = re.compile(r"(\d+[A-Z]?)\b(?!.*\d)")
_PREFIXES = {"I": "I-", "U": "US ", "C": "CR "}


def rows_of(columns: Mapping[str, np.ndarray]) -> list[dict[str, Any]]:
    """The rows of a table, each value one that JSON has."""
    lists = [_values(column) for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def _values(column: np.ndarray) -> list[Any]:
    if np.issubdtype(column.dtype, np.datetime64):
        return [None if np.isnat(value) else str(value) for value in column]
    if np.issubdtype(column.dtype, np.floating):
        return [value if np.isfinite(value) else None for value in column.tolist()]
    return [_value(value) for value in column.tolist()]


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")  # PostgreSQL stores no NUL
    return value if value is None or isinstance(value, int | float | bool) else str(value)


def plain(value: Any) -> str:
    """A value as text: 7.0, which is how a column with gaps holds the number 7, is 7."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


@dataclass(frozen=True)
class Mapped:
    """`fields` names the columns that hold each property, the first that is filled counts.

    `owners` says whose a road is: by its route type, by what the file says of its owner, "*" by default. Without
    an answer a numbered state, US or interstate route is the state's. `state` is what a route number begins with.
    """

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    state: str | None = None
    of_roads: bool = False

    def __bool__(self) -> bool:
        return bool(self.fields or self.owners)

    def apply(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The properties of a row under our names."""
        values = {name.lower(): value for name, value in row.items()}
        if self.fields:
            found = {ours: self._first(values, theirs) for ours, theirs in self.fields.items()}
        else:
            found = dict(row)
        return found | self._road(found) if self.of_roads else found

    @staticmethod
    def _first(values: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
        filled = (plain(values.get(name.lower())) for name in names)
        return next((text for text in filled if text), None)

    def _road(self, found: Mapping[str, Any]) -> dict[str, Any]:
        kind, said = plain(found.get("route_type")), plain(found.get("owner"))
        number = plain(found.get("route_number")) or self._number(kind, plain(found.get("street")))
        ruled = STATE if number and kind in STATE_TYPES else None
        owner = self.owners.get(kind) or self.owners.get(said) or said or ruled or self.owners.get(OTHERS)
        return {"route_number": number or None, "owner": owner or "unknown"}

    def _number(self, kind: str, street: str) -> str | None:
        """The number of a route that has no name but its number: State Rte 97 is MD 97 in Maryland."""
        prefix = f"{self.state} " if kind == "S" and self.state else _PREFIXES.get(kind)
        written = _NUMBER.search(street)
        return f"{prefix}{written[1]}" if prefix and written else None
