"""The SMTP side: every mail for anybody is taken, unless a fault is switched on."""

from __future__ import annotations

import asyncio
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.mailbox.faults import Fault, Faults
from deploy.mailbox.store import MailStore

LARGEST_BYTES = 32 * 1024 * 1024
TAKEN = "250 2.0.0 taken"


class Taker:
    """What aiosmtpd asks at each step of a delivery."""

    def __init__(self, store: MailStore, faults: Faults) -> None:
        self.store, self.faults = store, faults

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answers to MAIL FROM."""
        fault = await self._strike("mail", [address or ""])
        if fault and fault.reply:
            return fault.reply
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answers to RCPT TO."""
        fault = await self._strike("rcpt", [address])
        if fault and fault.reply:
            return fault.reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Stores the mail."""
        recipients = [str(recipient) for recipient in envelope.rcpt_tos]
        fault = await self._strike("data", recipients)
        if fault and (fault.reply or fault.lose):
            return fault.reply or TAKEN
        self.store.add(envelope.mail_from or "", recipients, envelope.original_content or b"")
        if fault and fault.hang_up and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return TAKEN

    async def _strike(self, stage: str, addresses: list[str]) -> Fault | None:
        fault = self.faults.take(stage, addresses)
        if fault and fault.seconds:
            await asyncio.sleep(fault.seconds)
        return fault


async def listen(host: str, port: int, store: MailStore, faults: Faults) -> asyncio.Server:
    """Starts the SMTP server in the running loop."""
    options: dict[str, Any] = {"enable_SMTPUTF8": True, "data_size_limit": LARGEST_BYTES, "hostname": "mailbox"}

    def answer() -> SMTP:
        return SMTP(Taker(store, faults), ident="hub311 development mailbox", **options)

    return await asyncio.get_running_loop().create_server(answer, host, port, backlog=512)
