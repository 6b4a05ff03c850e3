"""Fewer system calls for py-amqp: many frames in one write, whatever has arrived in one read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from amqp.method_framing import frame_writer
from amqp.transport import TCPTransport

READ_AT_LEAST = 16 * 1024


def read_ahead(connection: Any) -> None:
    """Let a plain TCP transport read what has arrived instead of a frame's header, payload and end one by one.

    py-amqp asks its socket for exactly the bytes that it needs next, three calls a frame; it keeps what is left
    over in its own buffer, so asking for more changes nothing but the number of calls.
    """
    transport = connection.transport
    if isinstance(transport, TCPTransport):
        receive = transport.sock.recv
        transport._quick_recv = lambda wanted: receive(max(wanted, READ_AT_LEAST))


class Cork:
    """Holds back the frames that are sent inside `together()` and writes them at once when it ends."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.plain = connection.frame_writer
        self.holding = frame_writer(connection, self)
        self.held = bytearray()

    def write(self, frame: Any) -> None:
        """Take a frame; the writer calls this in the place of the transport."""
        self.held += frame

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send without waiting inside; what was held is lost with the connection when the write fails."""
        self.connection.frame_writer = self.holding
        try:
            yield
        finally:
            self.connection.frame_writer = self.plain
            held, self.held = bytes(self.held), bytearray()
            if held:
                self.connection.transport.write(held)
