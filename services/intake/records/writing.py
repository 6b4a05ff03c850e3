"""Files of records: CSV and Parquet with the same columns in the same order, written row by row."""

import csv
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.parquet as parquet

from services.common import clock
from services.intake.records.columns import INSTANT, TEXT, WHOLE, YES_NO
from services.intake.records.rows import Record

PORTION = 5_000
TYPES = {
    TEXT: arrow.string(),
    WHOLE: arrow.int64(),
    YES_NO: arrow.bool_(),
    INSTANT: arrow.timestamp("ms", "UTC"),
}


def write_csv(path: Path, columns: dict[str, str], records: Iterable[Record]) -> int:
    """Write a table with a heading; return how many rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        for record in records:
            table.writerow([_cell(record[name]) for name in columns])
            count += 1
    return count


def _cell(value: Any) -> Any:
    """A value as a table has it; text that a spreadsheet would run is marked as text."""
    if isinstance(value, datetime):
        return clock.instant_text(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def write_parquet(path: Path, columns: dict[str, str], records: Iterable[Record], said: dict[str, str]) -> int:
    """Write a Parquet file that says what it is; return how many rows."""
    schema = arrow.schema([(name, TYPES[kind]) for name, kind in columns.items()], metadata=said)
    rows, count = iter(records), 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while portion := list(islice(rows, PORTION)):
            writer.write_table(arrow.Table.from_pylist(portion, schema=schema))
            count += len(portion)
    return count
