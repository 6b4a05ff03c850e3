"""A service's own database: engine, transactions and the rule that nothing yields inside one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from services.common.tables import service_base

__all__ = ["DatabaseAway", "Store", "engine_for", "in_transaction", "service_base"]

WAKE_OTHERS = "NOTIFY hub311_outbox"
_open: ContextVar[int] = ContextVar("open_transactions", default=0)


class DatabaseAway(Exception):
    """The service's own database does not answer."""


def in_transaction() -> bool:
    """Whether the present greenlet is between BEGIN and COMMIT, where no call may be made."""
    return _open.get() > 0


def engine_for(url: str, pool_size: int = 5) -> Engine:
    """Return an engine for PostgreSQL (psycopg2) or SQLite (WAL, synchronous=FULL)."""
    # Parameters are residents' words: they must not stand in an error's text.
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 2, "hide_parameters": True}
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"check_same_thread": False}, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, executemany_mode="values_plus_batch", **options)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Leave BEGIN to us, keep what was committed through a power cut, wait for a job that writes."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    """Take the write lock at once where a transaction will write, so that it cannot fail half way."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def database_now(session: Session) -> datetime:
    """The instant on the database's own clock, which all processes share: deadlines are compared with it."""
    if session.get_bind().dialect.name == "postgresql":
        return session.execute(text("SELECT clock_timestamp()")).scalar_one().astimezone(UTC)
    written = session.execute(text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")).scalar_one()
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


class Store:
    """Opens transactions on one engine; knows who wants to be woken after a commit that said something."""

    def __init__(self, engine: Engine, service: str) -> None:
        self.engine = engine
        self.info = {"service": service}
        self.on_postgresql = engine.dialect.name == "postgresql"
        self.wake: Callable[[], None] = lambda: None
        self.before_commit: Callable[[Session], None] = lambda session: None
        self.relay_is_here = False
        self._writing = engine.execution_options(writes=True)
        # A reader sees each statement's own moment anyway: without BEGIN and ROLLBACK it asks once, not three times.
        self._reading = engine.execution_options(isolation_level="AUTOCOMMIT") if self.on_postgresql else engine

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session; commit at the end, roll back on an error, wake the relay when events were said."""
        with _guarded(), self._session(self._writing) as session, session.begin():
            yield session
            self.before_commit(session)
            if session.info.get("said") and self.on_postgresql and not self.relay_is_here:
                session.execute(text(WAKE_OTHERS))
        if session.info.get("said"):
            self.wake()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that only reads."""
        with _guarded(), self._session(self._reading) as session:
            yield session

    def _session(self, engine: Engine) -> Session:
        return Session(engine, expire_on_commit=False, info=dict(self.info))

    def answers(self) -> bool:
        """Whether the database really answers now."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            return True
        except (DBAPIError, OSError):
            return False


@contextmanager
def _guarded() -> Iterator[None]:
    """Count open transactions of this greenlet; turn a lost connection into DatabaseAway."""
    token = _open.set(_open.get() + 1)
    try:
        yield
    except OperationalError as error:
        raise DatabaseAway(type(error.orig).__name__) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseAway(type(error.orig).__name__) from error
        raise
    finally:
        _open.reset(token)
