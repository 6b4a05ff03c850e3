"""Publishing that is known to have arrived: batches of persistent, mandatory messages with confirms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from amqp import Message, spec
from kombu import Connection

from services.common import clock, topology
from services.common.frames import Cork, read_ahead


class NotConfirmed(Exception):
    """The broker did not confirm in time: what was sent may or may not have arrived."""


@dataclass(frozen=True)
class Outgoing:
    """A message to be published."""

    exchange: str
    routing_key: str
    body: bytes
    message_id: str
    mandatory: bool = True


def put_on_wire(channel: Any, message: Message, exchange: str, routing_key: str, mandatory: bool = True) -> None:
    """Send Basic.Publish without py-amqp's peek for incoming frames, which would read beside a reader."""
    channel.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, routing_key, mandatory, False), message)


class ConfirmedPublisher:
    """One connection of its own with publisher confirms; closed and reopened after any doubt."""

    def __init__(self, uri: str, timeout_seconds: float = 5.0) -> None:
        self.uri = uri
        self.timeout_seconds = timeout_seconds
        self._connection: Connection | None = None
        self._channel: Any = None
        self._waiting: set[int] = set()
        self._returned: list[str] = []
        self._refused = False
        self._next_tag = 1

    @property
    def connected(self) -> bool:
        """Whether a connection is open that has given no reason for doubt."""
        return self._connection is not None

    def publish(self, messages: Iterable[Outgoing]) -> list[str]:
        """Publish all and wait for every confirm; returns the message ids of those that no queue took.

        Raises NotConfirmed or a connection error; the messages must then be sent again.
        """
        try:
            self.connect()
            self._returned.clear()
            with self._cork.together():
                for message in messages:
                    self._send(message)
            self._wait()
            return list(self._returned)
        except Exception:
            self.close()
            raise

    def connect(self) -> None:
        """Open the connection and declare the topology, unless that has been done."""
        if self._connection is not None:
            return
        self._connection = Connection(self.uri, connect_timeout=self.timeout_seconds, heartbeat=0)
        # A broker in alarm stops reading: without this limit a write would hang as long as the alarm.
        self._connection.connection.transport.sock.settimeout(self.timeout_seconds)
        read_ahead(self._connection.connection)
        self._channel = self._connection.connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._confirmed)
        self._channel.events["basic_nack"].add(self._nacked)
        self._channel.events["basic_return"].add(self._unroutable)
        topology.declare(self._channel)
        self._cork = Cork(self._connection.connection)
        self._next_tag, self._waiting, self._refused = 1, set(), False

    def _send(self, message: Outgoing) -> None:
        properties = {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 2}
        body = Message(message.body, message_id=message.message_id, **properties)
        self._waiting.add(self._next_tag)
        self._next_tag += 1
        put_on_wire(self._channel, body, message.exchange, message.routing_key, message.mandatory)

    def _wait(self) -> None:
        until = clock.monotonic_seconds() + self.timeout_seconds
        while self._waiting:
            left = max(0.001, until - clock.monotonic_seconds())
            try:
                self._connection.drain_events(timeout=left)  # type: ignore[union-attr]
            except TimeoutError as error:
                raise NotConfirmed(f"{len(self._waiting)} messages without a confirm") from error
        if self._refused:
            raise NotConfirmed("the broker refused a message")

    def _confirmed(self, tag: int, multiple: bool) -> None:
        self._waiting -= {t for t in self._waiting if t <= tag} if multiple else {tag}

    def _nacked(self, tag: int, multiple: bool, *_: Any) -> None:
        self._refused = True
        self._confirmed(tag, multiple)

    def _unroutable(self, *args: Any) -> None:
        self._returned.append(args[-1].properties.get("message_id", ""))

    def close(self) -> None:
        """Drop the connection without politeness: a polite close would wait for a broker that does not read."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.collect()
