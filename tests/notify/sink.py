"""A real mail server that keeps what it takes, and can be told to misbehave."""

import asyncio
import email
import email.policy
import socket
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Sink:
    """Takes mail on a free port; what it does to a recipient follows from the recipient's name."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.sessions = 0
        self.closes_after: int | None = None
        self.busy = False
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    async def handle_EHLO(self, server: SMTP, session, envelope, hostname, responses):
        session.host_name = hostname
        self.sessions += 1
        return responses

    async def handle_MAIL(self, server: SMTP, session, envelope, address, options):
        if self.busy:
            return "421 4.3.2 too busy"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session, envelope, address, options):
        if address.startswith("unknown@"):
            return "550 5.1.1 <unknown@…> no such mailbox"
        if address.startswith("later@"):
            return "451 4.7.1 greylisted, come again"
        if address.startswith("slow@"):
            await asyncio.sleep(1)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope):
        if envelope.rcpt_tos[0].startswith("toobig@"):
            return "552 5.3.4 too big"
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if envelope.rcpt_tos[0].startswith("drops@"):
            server.transport.abort()
        if self.closes_after and len(self.mails) % self.closes_after == 0:
            asyncio.get_running_loop().call_soon(server.transport.close)
        return "250 OK"

    def ids(self) -> list[str]:
        """The Message-IDs in the order of arrival, repetitions included."""
        return [mail["Message-ID"] for mail in self.mails]
