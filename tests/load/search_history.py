"""What years of requests are searched by, written with COPY as intake would come to write it hours after its start."""

from sqlalchemy import Row, select, text

from services.intake.models import RequestSearch
from services.intake.search.words import FACETS, OVER, REQUESTS, document
from tests.load.copying import Bar, Copying, line

AT_ONCE = 20_000
COLUMNS = ("id", "words", "open", "promised_by", "updated_at")
_TEXTS = ("description", "address", "place_text", "close_text", "answers", *FACETS)
_READ = select(*(REQUESTS.c[name] for name in ("id", "status", "promised_by", "updated_at", *_TEXTS)))
# The index of the words is PostgreSQL's own (migration 0014), no table of SQLAlchemy's knows it.
WORDS_INDEX = ("DROP INDEX IF EXISTS request_search_found",
               "CREATE INDEX IF NOT EXISTS request_search_found ON request_search USING gin (found)")  # fmt: skip


def fill(url: str) -> None:
    """Write what is missing; nothing else may keep up with the words meanwhile."""
    copying = Copying(url, (RequestSearch.__table__,))
    missing = copying.count("service_requests") - copying.count("request_search")
    drop, create = WORDS_INDEX
    if missing:
        copying.drop_indexes()
        _execute(copying, drop)
        _write(copying, missing)
    _execute(copying, create)
    copying.finish(bool(missing))


def _execute(copying: Copying, statement: str) -> None:
    with copying.engine.begin() as connection:
        connection.execute(text(statement))


def _write(copying: Copying, missing: int) -> None:
    bar, done, last = Bar(missing, "requests made searchable"), 0, _last(copying)
    while rows := _portion(copying, last):
        copying.copy("request_search", COLUMNS, (_line(row) for row in rows))
        last, done = rows[-1].id, done + len(rows)
        bar.show(min(done, missing))


def _last(copying: Copying) -> int:
    with copying.engine.connect() as connection:
        return connection.execute(text("SELECT coalesce(max(id), 0) FROM request_search")).scalar_one()


def _portion(copying: Copying, after: int) -> list[Row]:
    query = _READ.where(REQUESTS.c.id > after).order_by(REQUESTS.c.id).limit(AT_ONCE)
    with copying.engine.connect() as connection:
        return list(connection.execute(query))


def _line(row: Row) -> str:
    promised = str(row.promised_by) if row.promised_by else None
    return line((str(row.id), document(row), "f" if row.status in OVER else "t", promised, str(row.updated_at)))
