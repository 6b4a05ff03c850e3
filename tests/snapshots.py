"""The content of a PostgreSQL database, kept to be put back: far cheaper than a new copy for each test."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine

TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
SEQUENCES = (
    "SELECT quote_ident(sequencename), coalesce(last_value, start_value), last_value IS NOT NULL"
    " FROM pg_sequences WHERE schemaname = 'public'"
)


class Snapshot:
    """Rows of all tables and the state of all sequences, taken once from a template that nobody changes."""

    def __init__(self, url: str) -> None:
        with _cursor(url) as cursor:
            self._tables = _tables(cursor)
            self._rows = {table: _copied(cursor, table) for table in _filled(cursor)}
            cursor.execute(SEQUENCES)
            self._sequences = cursor.fetchall()

    def restore(self, url: str) -> bool:
        """Bring a copy of the template back to what it was; False when it has other tables. Nobody may be connected."""
        with _cursor(url) as cursor:
            if _tables(cursor) != self._tables:
                return False
            cursor.execute("SET session_replication_role = replica")  # neither triggers nor the order of tables matter
            for table in _filled(cursor):
                cursor.execute(f"DELETE FROM {table}")
            for table, rows in self._rows.items():
                cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(rows))
            for sequence in self._sequences:
                cursor.execute("SELECT setval(%s, %s, %s)", sequence)
        return True


@contextmanager
def _cursor(url: str) -> Iterator[Any]:
    engine = create_engine(url)
    connection = engine.raw_connection()
    try:
        with connection.cursor() as cursor:
            yield cursor
        connection.commit()
    finally:
        connection.close()
        engine.dispose()


def _tables(cursor: Any) -> list[str]:
    cursor.execute(TABLES)
    return sorted(table for (table,) in cursor.fetchall())


def _filled(cursor: Any) -> list[str]:
    """The tables that have rows."""
    asked = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in _tables(cursor)]
    cursor.execute(" UNION ALL ".join(asked))
    return [table for (table,) in cursor.fetchall()]


def _copied(cursor: Any, table: str) -> str:
    rows = io.StringIO()
    cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
    return rows.getvalue()
