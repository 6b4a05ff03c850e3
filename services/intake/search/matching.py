"""Conditions on what requests are searched by, in the words of each database."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, literal, select
from sqlalchemy import text as sql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from services.common import clock
from services.intake.search.words import FACETS, KEPT, REQUESTS, facet, words_of

NEAR = timedelta(days=1)
MOST_WORDS = 12
# Literally as the partial index has it: SQLite uses that index for nothing else.
OPEN = sql("open")


class found_by_words(FunctionElement[bool]):
    """Whether the request of an id has these words: (id, query for PostgreSQL, query for SQLite, least id)."""

    inherit_cache = True
    type = Boolean()


class found_by_words_anywhere(found_by_words):
    """The same in all rows: the index of the words is read first.

    PostgreSQL would else read requests from the newest on, all of them for a word that is hardly ever said.
    """

    inherit_cache = True


@compiles(found_by_words_anywhere, "postgresql")
def _anywhere_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    order = list(element.clauses)
    id_, query = (compiler.process(order[i], **options) for i in (0, 1))
    found = f"found @@ to_tsquery('simple', {query})"
    return f"{id_} IN (SELECT request_search.id FROM request_search WHERE {found} OFFSET 0)"


@compiles(found_by_words, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    id_, query, _, least = (compiler.process(part, **options) for part in element.clauses)
    found = f"found @@ to_tsquery('simple', {query}) AND request_search.id > {least}"
    return f"{id_} IN (SELECT request_search.id FROM request_search WHERE {found})"


@compiles(found_by_words_anywhere, "sqlite")
@compiles(found_by_words, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    order = list(element.clauses)
    id_, query, least = (compiler.process(order[i], **options) for i in (0, 2, 3))
    return f"{id_} IN (SELECT rowid FROM request_search_fts WHERE request_search_fts MATCH {query} AND rowid > {least})"


def words(search: dict[str, Any], text: str | None, least: int = 0) -> ColumnElement[bool] | None:
    """Return the condition for the words of a text, the last one as far as it was typed, and for facets; or None."""
    said = words_of(text or "")[:MOST_WORDS]
    facets = [facet(name, search[name]) for name in FACETS if search.get(name)]
    if text and not said:
        return literal(False)
    if not said and not facets:
        return None
    whole, begun = [*said[:-1], *facets], said[-1:]
    in_postgresql = " & ".join([*whole, *(f"{word}:*" for word in begun)])
    in_sqlite = " ".join([*(f'"{word}"' for word in whole), *(f'"{word}" *' for word in begun)])
    condition = found_by_words if least else found_by_words_anywhere
    return condition(REQUESTS.c.id, literal(in_postgresql), literal(in_sqlite), literal(least))


def promise(state: str) -> ColumnElement[bool]:
    """Return the condition for open requests whose promise is missed, near (within a day), ahead, or none."""
    now, by = clock.now(), KEPT.c.promised_by
    conditions = {
        "missed": by < now,
        "near": and_(by >= now, by < now + NEAR),
        "ahead": by >= now + NEAR,
        "none": by.is_(None),
    }
    return REQUESTS.c.id.in_(select(KEPT.c.id).where(OPEN, conditions[state]))
