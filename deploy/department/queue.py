"""The department's queue: messages in portions, acknowledged when the department says that they are on disk."""

import time
from collections.abc import Callable
from typing import Any

from kombu import Connection, Consumer, Queue

AT_ONCE = 100
HEARTBEAT_SECONDS = 10
LOOK_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 10.0

Take = Callable[[list[dict[str, Any]]], None]


class Subscription:
    """Consumes a queue for ever, whatever happens to the connection."""

    def __init__(self, amqp_uri: str, queue: str, take: Take, then: Callable[[], None]) -> None:
        self.amqp_uri, self.queue, self.take, self.then = amqp_uri, queue, take, then
        self.lost = 0
        self._arrived: list[Any] = []

    def run(self, over: Callable[[], bool]) -> None:
        """Consume until it is over: `take` portions, `then` do what takes longer; connect again when that is lost."""
        wait = 0.2
        while not over():
            try:
                with Connection(self.amqp_uri, heartbeat=HEARTBEAT_SECONDS, connect_timeout=5) as connection:
                    self._consume(connection, over)
                    wait = 0.2
            except (OSError, *Connection(self.amqp_uri).recoverable_connection_errors) as error:
                self.lost += 1
                print(f"the connection is lost ({type(error).__name__}), again in {wait:g} s", flush=True)
                time.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_SECONDS)

    def _consume(self, connection: Connection, over: Callable[[], bool]) -> None:
        self._arrived = []
        with Consumer(connection, Queue(self.queue, no_declare=True), on_message=self._arrived.append,
                      prefetch_count=AT_ONCE, accept=["json"]):  # fmt: skip
            while not over():
                self._drain(connection)
                if self._arrived:
                    self.take([message.payload for message in self._arrived])
                    self._arrived[-1].ack(multiple=True)
                    self._arrived.clear()
                self.then()

    def _drain(self, connection: Connection) -> None:
        """Wait a moment for a message, then take those that have come with it."""
        wait = LOOK_SECONDS
        while len(self._arrived) < AT_ONCE:
            try:
                connection.drain_events(timeout=wait)
                wait = 0.01
            except TimeoutError:
                connection.heartbeat_check()
                return
