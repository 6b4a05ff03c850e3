"""An AMQP connection of aiormq that notices an alarm at once and can be dropped without a farewell."""

from collections.abc import Callable
from typing import Any

import aiormq
from aiormq.abc import ChannelFrame
from aiormq.channel import Channel
from aiormq.connection import Connection, TCPTransportFactory, TLSTransportFactory, TransportFactory
from pamqp import commands
from pamqp.header import ContentHeader
from yarl import URL

from services.common import wire

HEARTBEAT_SECONDS = 10
Answered = Callable[[str, bytes | None], None]


class HeldTransport(TransportFactory):
    """Remembers the socket, so that it can be cut while the broker does not read from it."""

    def __init__(self) -> None:
        self.writer: Any = None

    async def create(self, url: URL, **options: Any) -> tuple[Any, Any]:
        """Open the socket, with TLS when the address says so."""
        factory = TLSTransportFactory() if url.scheme == "amqps" else TCPTransportFactory()
        reader, self.writer = await factory.create(url, **options)
        return reader, self.writer

    def cut(self) -> None:
        """Drop the socket; what is under way on it is lost."""
        if self.writer is not None:
            self.writer.transport.abort()


class GuardedConnection(Connection):
    """A connection to which a broker in alarm is as good as a dead one.

    RabbitMQ stops reading from a publisher during an alarm, and everything published waits for its end.
    aiormq notes the alarm and goes on, so its (name-mangled) handler is replaced; a test with a real
    alarm notices when a new version of aiormq calls it differently.
    """

    def __init__(self, uri: str) -> None:
        self.held = HeldTransport()
        self.in_alarm = False
        url = URL(uri).update_query(heartbeat=str(HEARTBEAT_SECONDS), name="gateway")
        super().__init__(url, transport_factory=self.held)

    async def _Connection__handle_connection_blocked(self, frame: commands.Connection.Blocked) -> None:
        self.in_alarm = True
        self.held.cut()


class ReplyChannel(Channel):
    """A channel that hands answers and returned calls to one function, without a task for each."""

    def __init__(self, connection: GuardedConnection, answered: Answered) -> None:
        super().__init__(connection, number=1, publisher_confirms=False)
        self.held = connection.held
        self.answered = answered
        connection.channels[1] = self

    async def listen(self) -> None:
        """Open the channel and subscribe to the direct replies."""
        await self.open()
        await self.basic_consume(wire.DIRECT_REPLY, self._unused, no_ack=True)

    def publish(self, body: bytes, key: str, properties: commands.Basic.Properties) -> None:
        """Write a call to the socket, mandatory, all its frames at once.

        aiormq's own way goes through a lock, a queue and its writer's task, which costs more than the call's JSON.
        Whole frames may be written beside that task; an alarm or a loss ends the connection and with it all waiting.
        """
        method = commands.Basic.Publish(exchange=wire.RPC_EXCHANGE, routing_key=key, mandatory=True)
        header = ContentHeader(properties=properties, body_size=len(body))
        frames = ChannelFrame.marshall(self.number, [method, header, *self._split_body(body)])
        self.held.writer.write(frames.payload)

    async def _unused(self, message: Any) -> None:
        """Stands for the consumer that aiormq wants; answers are taken in `_on_deliver_frame`."""

    async def _on_deliver_frame(self, frame: commands.Basic.Deliver) -> None:
        header: Any = await self._get_frame()
        message = await self._read_content(frame, header)
        self.answered(header.properties.correlation_id, message.body)

    async def _on_return_frame(self, frame: commands.Basic.Return) -> None:
        """A call came back because no queue takes it: its service has never been there."""
        header: Any = await self._get_frame()
        await self._read_content(frame, header)
        self.answered(header.properties.correlation_id, None)


LOST = (aiormq.exceptions.AMQPError, OSError, EOFError, RuntimeError, TimeoutError)
