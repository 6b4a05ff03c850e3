"""One AMQP connection that lives through outages: one greenlet reads, one writes, nobody else waits for it."""

import errno
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import eventlet
from amqp.exceptions import AMQPError
from eventlet.queue import LightQueue
from kombu import Connection

from services.common import clock, logs
from services.common.frames import Cork, read_ahead

log = logs.logger(__name__)
HEARTBEAT_SECONDS = 20
MOST_WAITING = 5000
BROKER_ERRORS = (OSError, AMQPError, EOFError)


class Link:
    """Keeps a connection open; `setup(channel)` is called after each connect, `lost()` after each loss."""

    def __init__(self, uri: str, name: str, setup: Callable[[Any], None], lost: Callable[[], None]) -> None:
        self.uri = uri
        self.name = name
        self.setup = setup
        self.lost = lost
        self.connected = False
        self._todo: LightQueue = LightQueue(MOST_WAITING)
        self._connection: Any = None
        self._channel: Any = None
        self._stopping = False

    def run(self) -> None:
        """Connect, read until the connection is lost, and again, until stopped."""
        pause = 0.1
        while not self._stopping:
            try:
                self._connect()
                pause = 0.1
                self._read()
            except BROKER_ERRORS as error:
                if not self._stopping:
                    log.warning("lost the broker", extra={"link": self.name, "error": type(error).__name__})
            finally:
                self._drop()
            if not self._stopping:
                eventlet.sleep(pause)
                pause = min(2.0, pause * 2)

    def _connect(self) -> None:
        kombu = Connection(self.uri, connect_timeout=3, heartbeat=HEARTBEAT_SECONDS)
        self._connection = kombu.connection
        self._connection.on_blocked = self._blocked
        read_ahead(self._connection)
        self._channel = self._connection.channel()
        self.setup(self._channel)
        self._todo = LightQueue(MOST_WAITING)
        self._writer = eventlet.spawn(self._write, self._todo, self._channel)
        self.connected = True

    def _read(self) -> None:
        tick = clock.monotonic_seconds()
        while not self._stopping and self._connection is not None:
            with suppress(TimeoutError):
                self._connection.drain_events(timeout=HEARTBEAT_SECONDS / 4)
            if clock.monotonic_seconds() - tick > HEARTBEAT_SECONDS / 4:
                tick = clock.monotonic_seconds()
                self._connection.heartbeat_tick(rate=2)

    def _write(self, todo: LightQueue, channel: Any) -> None:
        """Run what was posted, all that waits in one write."""
        cork = Cork(channel.connection)
        while True:
            actions = [todo.get()]
            while not todo.empty():
                actions.append(todo.get_nowait())
            try:
                with cork.together():
                    for action in actions:
                        action(channel)
            except Exception as error:
                if not isinstance(error, BROKER_ERRORS):
                    log.exception("something posted failed", extra={"link": self.name})
                self.abandon()
                return

    def post(self, action: Callable[[Any], None]) -> bool:
        """Have the writer run `action(channel)`; False when there is no connection or too much waits."""
        if not self.connected or self._todo.full():
            return False
        self._todo.put_nowait(action)
        return True

    def _blocked(self, reason: str) -> None:
        """An alarm blocks what is published: such a broker is as good as dead, so leave it."""
        log.warning("the broker blocks publishing", extra={"link": self.name})
        raise OSError(errno.ECONNABORTED, "broker in alarm")

    def abandon(self) -> None:
        """Close the socket from outside, so that the reader ends and connects anew."""
        connection = self._connection
        if connection is not None and connection.transport is not None and connection.transport.sock is not None:
            try:
                connection.transport.sock.shutdown(2)
            except OSError:
                log.debug("the socket was closed already")

    def _drop(self) -> None:
        self.connected = False
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            self._writer.kill() if hasattr(self, "_writer") else None
            try:
                connection.collect()
            except BROKER_ERRORS:
                log.debug("the connection was closed already")
            self.lost()

    def flush(self, seconds: float) -> None:
        """Wait until everything posted is written, at most so long."""
        until = clock.monotonic_seconds() + seconds
        while self.connected and not self._todo.empty() and clock.monotonic_seconds() < until:
            eventlet.sleep(0.01)

    def stop(self) -> None:
        """End the connection and the loop."""
        self._stopping = True
        self.abandon()
