"""One at a time: the right to publish for a database, and the wake-up call to whoever has it."""

import fcntl
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import eventlet
import psycopg2
from sqlalchemy import text

from services.common import clock
from services.common.database import DatabaseAway

LOCK = 311_311
CHECK_SECONDS = 1.0
LISTEN = "LISTEN hub311_outbox"


class ActiveTurn:
    """Holds the right to publish: an advisory lock on PostgreSQL that ends with the connection, else always."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.connection: Any = None
        self.checked_at = 0.0

    def __enter__(self) -> bool:
        if not self.store.on_postgresql:
            return True
        try:
            self.connection = self.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return bool(self.connection.execute(text(f"SELECT pg_try_advisory_lock({LOCK})")).scalar_one())
        except Exception as error:
            self.__exit__()
            raise DatabaseAway(type(error).__name__) from error

    def check(self) -> None:
        """Raise DatabaseAway when the connection that holds the lock is lost: somebody else may have it by now.

        It is looked at once a second at most; two relays at once would repeat, not lose or reorder positions.
        """
        if self.connection is None or clock.monotonic_seconds() - self.checked_at < CHECK_SECONDS:
            return
        self.checked_at = clock.monotonic_seconds()
        try:
            self.connection.execute(text("SELECT 1"))
        except Exception as error:
            raise DatabaseAway(type(error).__name__) from error

    def __exit__(self, *_: Any) -> None:
        if self.connection is not None:
            self.connection.invalidate()
            self.connection.close()


class Listener:
    """Wakes the relay when another process of the service has said something."""

    def __init__(self, store: Any, wake: Callable[[], None]) -> None:
        self.raw = store.engine.raw_connection()
        self.driver = self.raw.driver_connection
        self.driver.set_isolation_level(0)
        self.driver.cursor().execute(LISTEN)
        self.wake = wake
        self.greenlet = eventlet.spawn(self._listen)

    def _listen(self) -> None:
        """Listen until the connection is lost; the relay looks by itself each second then."""
        with suppress(psycopg2.Error, OSError):
            while True:
                eventlet.hubs.trampoline(self.driver.fileno(), read=True)
                self.driver.poll()
                self.driver.notifies.clear()
                self.wake()

    def stop(self) -> None:
        """Close the connection."""
        self.greenlet.kill()
        self.raw.invalidate()


def refuse_second_process(url: str) -> int:
    """Lock the SQLite file's neighbour for as long as this process lives; a second one ends with a sentence."""
    handle = os.open(url.removeprefix("sqlite:///") + ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise SystemExit(f"hub311: another process already serves {url}; more than one needs PostgreSQL") from error
    return handle
