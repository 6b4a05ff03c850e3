"""Statements built once: to build one takes several times as long as to run it, so the hot path keeps its own."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from sqlalchemy import CursorResult, Executable, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Insert = Callable[[Table], Any]
Rows = dict[str, Any] | list[dict[str, Any]]


def run(session: Session, statement: Executable, values: Rows | None = None) -> CursorResult[Any]:
    """Run a statement of tables on the session's connection, without what the session does for mapped objects."""
    return session.connection().execute(statement, values)


def upsert(session: Session, table: Table) -> Any:
    """Return an INSERT that knows ON CONFLICT, in the dialect of the session's database."""
    return _insert_in(session.get_bind().dialect.name)(table)


def _insert_in(dialect: str) -> Insert:
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def per_dialect(build: Callable[..., Any]) -> Callable[..., Any]:
    """Let `build(insert, *what)` be asked for as `(session, *what)` and run once for each dialect and `what`.

    `insert` is the dialect's own, which knows ON CONFLICT.
    """

    @cache
    def built(dialect: str, *what: Any) -> Any:
        return build(_insert_in(dialect), *what)

    @wraps(build)
    def find(session: Session, *what: Any) -> Any:
        return built(session.get_bind().dialect.name, *what)

    return find


@cache
def plain_insert(table: Table) -> Any:
    """Return INSERT into a table."""
    return insert(table)


@per_dialect
def insert_new(insert: Insert, table: Table, *unique: str) -> Any:
    """INSERT that leaves rows alone whose unique columns stand already; returns the first of these of the others.

    RETURNING makes SQLAlchemy send one statement with many rows instead of one statement a row.
    """
    return insert(table).on_conflict_do_nothing(index_elements=list(unique)).returning(table.c[unique[0]])


@per_dialect
def insert_or_replace(insert: Insert, table: Table, unique: str, *columns: str) -> Any:
    """INSERT that writes these columns over a row whose unique column stands already."""
    statement = insert(table)
    new = {name: statement.excluded[name] for name in columns}
    return statement.on_conflict_do_update(index_elements=[unique], set_=new).returning(table.c[unique])


@per_dialect
def insert_or_add(insert: Insert, table: Table, unique: str, counter: str) -> Any:
    """INSERT that adds to the counter of a row whose unique column stands already; returns both columns as they are."""
    statement = insert(table)
    more = {counter: table.c[counter] + statement.excluded[counter]}
    changed = statement.on_conflict_do_update(index_elements=[unique], set_=more)
    return changed.returning(table.c[unique], table.c[counter])
