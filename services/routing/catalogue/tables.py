"""The catalogue as a table: a row for each entry, a column for each member, `name.en` for a text in a language.

Lists are written with ` | ` between, what is deeper as JSON. A cell that a spreadsheet would take for a formula begins
with an apostrophe. Reading changes the members that the table has columns for, and leaves the others as they are.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from marshmallow import fields

from services.common.cells import FORMULA
from services.common.errors import InvalidInput
from services.routing.contract.entries import FORMS
from services.routing.contract.texts import OneOrMany, Words

SEPARATOR = " | "
ESCAPED = (*FORMULA, "'")  # the quote too, so that what is read is what was written
MOST_ROWS = 2000
YES, NO = "true", "false"


def write_table(kind: str, entries: Iterable[Mapping[str, Any]]) -> str:
    """The entries as CSV, the columns in the order of their form."""
    rows = [_cells(kind, entry) for entry in entries]
    order = list(FORMS[kind]().fields)
    columns = sorted({column for row in rows for column in row}, key=lambda c: (order.index(c.split(".")[0]), c))
    columns = ["code", *(column for column in columns if column != "code")]
    out = io.StringIO()
    table = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    table.writeheader()
    table.writerows({column: _quoted(cell) for column, cell in row.items()} for row in rows)
    return out.getvalue()


def _quoted(cell: str) -> str:
    return f"'{cell}" if cell.startswith(ESCAPED) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(ESCAPED) else cell.strip()


def _cells(kind: str, entry: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, field in FORMS[kind]().fields.items():
        if name in entry:
            found |= _written(name, field, entry[name])
    return found


def _written(name: str, field: Any, value: Any) -> dict[str, str]:
    if isinstance(field, Words) and isinstance(value, dict):
        return {f"{name}.{language}": text for language, text in value.items()}
    if value is None:
        return {name: ""}
    if isinstance(value, bool):
        return {name: YES if value else NO}
    if isinstance(value, list) and _is_flat(field):
        return {name: SEPARATOR.join(map(str, value))}
    return {name: orjson.dumps(value).decode() if isinstance(value, dict | list) else str(value)}


def _is_flat(field: Any) -> bool:
    """Whether a list's members are plain values."""
    inner = getattr(field, "inner", None)
    return isinstance(field, OneOrMany) or isinstance(inner, fields.String | fields.Integer)


def read_table(kind: str, text: str, present: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Entries by code, from CSV: each is what is in use with what its row says; InvalidInput names line and column."""
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        rows = list(table)
    except csv.Error as error:
        raise _fault(f"Line {table.line_num}: {error}.") from error
    _check_head(kind, table.fieldnames or [], rows)
    found: dict[str, dict[str, Any]] = {}
    for line, row in enumerate(rows, start=2):
        code = _plain(row["code"] or "")
        if not code or code in found:
            raise _fault(f"Row {line}: {'a second row for ' + code if code else 'there is no code'}.")
        found[code] = _entry(kind, code, row, present.get(code, {}), line)
    return found


def _check_head(kind: str, columns: Iterable[str], rows: list[Any]) -> None:
    known = FORMS[kind]().fields
    unknown = [column for column in columns if column.split(".")[0] not in known]
    if unknown or "code" not in columns:
        raise _fault(f"There is no column called {unknown[0]}." if unknown else "There is no column called code.")
    if not 0 < len(rows) <= MOST_ROWS:
        raise _fault(f"A table has from 1 to {MOST_ROWS} rows.")
    if any(None in row or None in row.values() for row in rows):
        raise _fault("A row has more or fewer cells than there are columns.")


def _entry(kind: str, code: str, row: Mapping[str, str], present: Mapping[str, Any], line: int) -> dict[str, Any]:
    """What is in use, with what the row says; a cell that says what is in use changes nothing."""
    said = {column: _plain(cell) for column, cell in row.items()}
    entry = dict(present) | {"code": code}
    for name, field in FORMS[kind]().fields.items():
        mine = {column: cell for column, cell in said.items() if column.split(".")[0] == name}
        before = _written(name, field, present[name]) if name in present else {}
        if not mine or name == "code" or {c: t for c, t in mine.items() if t} == {c: t for c, t in before.items() if t}:
            continue
        value = _value(field, mine, line)
        if value is None and name not in present:
            continue
        entry[name] = value
    return entry


def _value(field: Any, cells: Mapping[str, str], line: int) -> Any:
    texts = {column.partition(".")[2]: cell for column, cell in cells.items() if cell}
    if isinstance(field, Words):
        return texts.get("", texts) or None
    cell = next(iter(cells.values()))
    if not cell:
        return [] if isinstance(field, fields.List) else None
    try:
        return _converted(field, cell)
    except ValueError as error:
        raise _fault(f"Row {line}, {next(iter(cells))}: {cell[:40]} cannot be read.") from error


def _converted(field: Any, cell: str) -> Any:
    if isinstance(field, fields.Boolean):
        return {YES: True, NO: False}[cell.lower()] if cell.lower() in (YES, NO) else _refuse()
    if isinstance(field, fields.Integer):
        return int(cell)
    if _is_flat(field):
        parts = [part.strip() for part in cell.split(SEPARATOR.strip()) if part.strip()]
        if isinstance(field, OneOrMany):
            return parts[0] if len(parts) == 1 else parts
        return [int(part) for part in parts] if isinstance(field.inner, fields.Integer) else parts
    if isinstance(field, fields.String | fields.Date | fields.Time):
        return cell
    return orjson.loads(cell)


def _refuse() -> Any:
    raise ValueError


def _fault(detail: str) -> InvalidInput:
    return InvalidInput(errors=[{"pointer": "/csv", "detail": detail}])
