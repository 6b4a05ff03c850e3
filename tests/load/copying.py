"""Rows written with COPY into PostgreSQL, many at a time; indexes that are no constraint stand again at the end."""

import io
import random
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import psycopg2
from sqlalchemy import Engine, Table

from services.common.database import engine_for

WIDTH = 40
NULL = "\\N"


class Copying:
    """A database that is being filled; tables without their indexes take rows several times as fast."""

    def __init__(self, url: str, tables: Sequence[Any]) -> None:
        self.engine: Engine = engine_for(url)
        self.tables: tuple[Table, ...] = tuple(tables)
        self.connection = psycopg2.connect(url.replace("+psycopg2", ""))

    def drop_indexes(self) -> None:
        """Drop what is built faster afterwards."""
        for table in self.tables:
            for index in table.indexes:
                index.drop(self.engine, checkfirst=True)

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[str]) -> None:
        """Write lines as COPY takes them, in one transaction."""
        text = io.StringIO()
        text.writelines(rows)
        text.seek(0)
        named = ", ".join(f'"{column}"' for column in columns)
        with self.connection, self.connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({named}) FROM STDIN", text)

    def count(self, table: str) -> int:
        """How many rows stand there."""
        with self.engine.connect() as connection:
            found: Any = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        return found

    def finish(self, changed: bool) -> None:
        """Bring back the indexes, whoever dropped them; after a change let the planner know what is there."""
        for table in self.tables:
            for index in sorted(table.indexes, key=lambda one: str(one.name)):
                index.create(self.engine, checkfirst=True)
        if changed:
            names = ", ".join(table.name for table in self.tables)
            print(f"hub311: the indexes of {names} stand", flush=True)
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f"VACUUM (ANALYZE) {names}")
        self.connection.close()
        self.engine.dispose()


class Bar:
    """How far it is: on the same line of a terminal, a new line elsewhere."""

    def __init__(self, total: int, what: str) -> None:
        self.total, self.what = total, what
        self.started = time.monotonic()

    def show(self, done: int) -> None:
        """Draw it."""
        filled = WIDTH * done // self.total
        left = (time.monotonic() - self.started) / done * (self.total - done)
        bar = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{self.total} {self.what}, {left:.0f} s left"
        print(bar, end="\r" if sys.stdout.isatty() else "\n", flush=True)
        if done == self.total:
            print(f"\nhub311: {done} {self.what} in {time.monotonic() - self.started:.0f} s", flush=True)


def line(values: Iterable[str | None]) -> str:
    """A row as COPY takes it; None is NULL."""
    return "\t".join(NULL if value is None else value for value in values) + "\n"


_counted = count(random.getrandbits(40))


def identity(at: datetime) -> str:
    """A UUIDv7 of that moment; its last part counts, which is faster than to draw it."""
    head, tail = f"{int(at.timestamp() * 1000):012x}", next(_counted)
    return f"{head[:8]}-{head[8:]}-7{tail & 0xFFF:03x}-8000-{tail:012x}"
