"""The SMTP side (RFC 5321): every mail for anybody is taken, unless a fault is switched on.

Written on the bare protocol because the mailbox runs inside the benchmark: it takes a sixth of the time of a
general server for a mail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from deploy.mailbox.faults import Fault, Faults
from deploy.mailbox.store import MailStore

LARGEST_BYTES = 32 * 1024 * 1024
LONGEST_LINE = 4096
IDLE_SECONDS = 300
GREETING = "220 mailbox hub311 development mailbox"
EXTENSIONS = ("mailbox", "PIPELINING", "8BITMIME", "SMTPUTF8", f"SIZE {LARGEST_BYTES}")
SYNTAX = "501 5.5.4 that is not how it is written"
OUT_OF_ORDER = "503 5.5.1 not in this order"
TOO_LARGE = "552 5.3.4 too large"
END = b"\r\n.\r\n"


class SmtpSession(asyncio.Protocol):
    """One connection of a client, which may send several mails and need not wait for answers."""

    def __init__(self, store: MailStore, faults: Faults) -> None:
        self.store, self.faults = store, faults
        self._buffer = bytearray()
        self._in_data = self._is_waiting = False
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._commands: dict[str, Callable[[str], None]] = {
            "EHLO": self._ehlo,
            "HELO": lambda rest: self._say("250 mailbox"),
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._reset,
            "NOOP": lambda rest: self._say("250 2.0.0 ok"),
            "VRFY": lambda rest: self._say("252 2.1.5 everybody is taken"),
            "QUIT": self._quit,
        }

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greets."""
        self._transport = cast(asyncio.Transport, transport)
        self._loop = asyncio.get_running_loop()
        self._heard = self._loop.time()
        self._idle = self._loop.call_later(IDLE_SECONDS, self._look_for_life)
        self._say(GREETING)

    def connection_lost(self, error: Exception | None) -> None:
        """Forgets what was not finished."""
        self._idle.cancel()
        self._is_waiting = True

    def data_received(self, data: bytes) -> None:
        """Takes bytes as they come, in whatever pieces."""
        self._heard = self._loop.time()
        self._buffer += data
        self._go_on()

    def _look_for_life(self) -> None:
        left = self._heard + IDLE_SECONDS - self._loop.time()
        if left <= 0:
            self._transport.abort()
        else:
            self._idle = self._loop.call_later(left, self._look_for_life)

    def _go_on(self) -> None:
        while not self._is_waiting and self._buffer and (self._take_mail() if self._in_data else self._take_line()):
            continue

    def _take_line(self) -> bool:
        line, found, _ = self._buffer.partition(b"\n")
        if not found:
            if len(self._buffer) > LONGEST_LINE:
                self._say("500 5.5.6 line too long")
                self._transport.close()
            return False
        del self._buffer[: len(line) + 1]
        verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
        self._commands.get(verb.upper(), lambda rest: self._say("502 5.5.1 unknown command"))(rest)
        return True

    def _take_mail(self) -> bool:
        """Takes the mail up to the line with a single dot; the dots that clients double are made single again."""
        end = 0 if self._buffer.startswith(b".\r\n") else self._buffer.find(END) + 2
        if end == 1:
            if len(self._buffer) > LARGEST_BYTES:
                self._say(TOO_LARGE)
                self._transport.close()
            return False
        content = bytes(self._buffer[:end])
        del self._buffer[: end + 3]
        if content.startswith(b".."):
            content = content[1:]
        self._in_data = False
        self._deliver(content.replace(b"\r\n..", b"\r\n."))
        return True

    def _deliver(self, content: bytes) -> None:
        sender, recipients = self._sender or "", self._recipients
        self._sender, self._recipients = None, []
        fault = self.faults.take("data", recipients)
        if not (fault and (fault.reply or fault.lose)):
            self.store.add(sender, recipients, content)
        if fault and fault.hang_up:
            self._transport.abort()
            return
        self._answer("250 2.0.0 taken", fault)

    def _ehlo(self, rest: str) -> None:
        last = len(EXTENSIONS) - 1
        self._say("\r\n".join(f"250{' ' if i == last else '-'}{line}" for i, line in enumerate(EXTENSIONS)))

    def _mail(self, rest: str) -> None:
        address = read_path(rest, "FROM:")
        if address is None:
            self._say(SYNTAX)
            return
        fault = self.faults.take("mail", [address])
        if not (fault and fault.reply):
            self._sender, self._recipients = address, []
        self._answer("250 2.1.0 ok", fault)

    def _rcpt(self, rest: str) -> None:
        address = read_path(rest, "TO:")
        if not address or self._sender is None:
            self._say(OUT_OF_ORDER if self._sender is None else SYNTAX)
            return
        fault = self.faults.take("rcpt", [address])
        if not (fault and fault.reply):
            self._recipients.append(address)
        self._answer("250 2.1.5 ok", fault)

    def _data(self, rest: str) -> None:
        self._in_data = bool(self._recipients)
        self._say("354 end with a single dot" if self._in_data else OUT_OF_ORDER)

    def _reset(self, rest: str) -> None:
        self._sender, self._recipients = None, []
        self._say("250 2.0.0 ok")

    def _quit(self, rest: str) -> None:
        self._say("221 2.0.0 goodbye")
        self._transport.close()
        self._is_waiting = True

    def _answer(self, otherwise: str, fault: Fault | None) -> None:
        """Says what the fault says, when it says so; meanwhile nothing else of this client is looked at."""
        words = (fault.reply if fault else "") or otherwise
        if not fault or not fault.seconds:
            self._say(words)
            return
        self._is_waiting = True
        self._loop.call_later(fault.seconds, self._answer_late, words)

    def _answer_late(self, words: str) -> None:
        if not self._transport.is_closing():
            self._is_waiting = False
            self._say(words)
            self._go_on()

    def _say(self, words: str) -> None:
        self._transport.write(f"{words}\r\n".encode())


def read_path(rest: str, keyword: str) -> str | None:
    """The address in `FROM:<ana@example.org> SIZE=9`; None when it is not written like that."""
    word = rest.strip()
    if not word.upper().startswith(keyword):
        return None
    path, closed, _ = word[len(keyword) :].strip().partition(">")
    return path[1:] if closed and path.startswith("<") else None


async def listen(host: str, port: int, store: MailStore, faults: Faults) -> asyncio.Server:
    """Starts the SMTP server in the running loop."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: SmtpSession(store, faults), host, port, backlog=512)
