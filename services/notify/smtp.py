"""One kept-open connection to the mail server, and what became of each mail that went through it."""

import contextlib
import re
import smtplib
from dataclasses import dataclass

TIMEOUT_SECONDS = 10.0
SERVICE_CLOSES = 421
MAILBOX_IS_WRONG = (550, 551, 553)
# The server wants something of us (to log in, to say hello): no resident's address is to blame.
OUR_SETTINGS = (503, 530, 534, 535, 538)
_ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class Outcome:
    """What to do next: sent, retry (a no for now), refused (for ever), ambiguous (nobody knows), away (wait).

    reason is a code only: what a server answers may hold the address.
    """

    kind: str
    reason: str = ""
    address_is_wrong: bool = False


SENT = Outcome("sent")


class Connection:
    """Talks SMTP to one server; opens again by itself what the server closed between two mails."""

    def __init__(self, host: str, port: int, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._host, self._port, self._timeout = host, port, timeout_seconds
        self._server: smtplib.SMTP | None = None
        self._used = False

    def send(self, sender: str, recipient: str, data: bytes) -> Outcome:
        """Send one mail to one recipient and say what became of it; never raises for what a server does."""
        stale = self._used
        outcome = self._attempt(sender, recipient, data)
        if stale and outcome.kind == "away":
            outcome = self._attempt(sender, recipient, data)
        return outcome

    def close(self) -> None:
        """Say goodbye to the server."""
        server, self._server, self._used = self._server, None, False
        if server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()

    def _drop(self) -> None:
        server, self._server, self._used = self._server, None, False
        if server is not None:
            server.close()

    def _attempt(self, sender: str, recipient: str, data: bytes) -> Outcome:
        """Greet the server and name the sender: whatever fails here is no fault of this one mail."""
        try:
            server = self._open()
            code, answer = server.mail(sender)
        except (OSError, smtplib.SMTPException) as error:
            return self._lost("away", _fault(error))
        if code == SERVICE_CLOSES or code in OUR_SETTINGS:
            return self._lost("away", str(code))
        return self._offer(server, recipient, data) if code == 250 else self._give_up(server, code, answer)

    def _offer(self, server: smtplib.SMTP, recipient: str, data: bytes) -> Outcome:
        """Name the recipient and come up to DATA; until then a broken line has delivered nothing."""
        try:
            code, answer = server.rcpt(recipient)
            if code not in (250, 251):
                return self._give_up(server, code, answer, at_recipient=True)
            code, answer = server.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            return self._lost("retry", _fault(error))
        return self._deliver(server, data) if code == 354 else self._give_up(server, code, answer)

    def _open(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
            self._server.ehlo_or_helo_if_needed()
        return self._server

    def _deliver(self, server: smtplib.SMTP, data: bytes) -> Outcome:
        """Hand over the text; when the line breaks before the answer, nobody knows whether it was taken."""
        try:
            server.send(_stuffed(data))
            code, answer = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return self._lost("ambiguous", _fault(error))
        if code != 250:
            return self._give_up(server, code, answer)
        self._used = True
        return SENT

    def _give_up(self, server: smtplib.SMTP, code: int, answer: bytes, at_recipient: bool = False) -> Outcome:
        """Sort a refusal by its code and leave the connection ready for the next mail."""
        if code == SERVICE_CLOSES or code < 0:
            return self._lost("retry", str(code))
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()
        kind = "refused" if 500 <= code < 600 else "retry"
        return Outcome(kind, _reason(code, answer), at_recipient and code in MAILBOX_IS_WRONG)

    def _lost(self, kind: str, reason: str) -> Outcome:
        self._drop()
        return Outcome(kind, reason)


def _reason(code: int, answer: bytes) -> str:
    """Return `550 5.1.1`: the code and the enhanced code when there is one (RFC 3463)."""
    enhanced = _ENHANCED.match(answer)
    return f"{code} {enhanced[1].decode()}" if enhanced else str(code)


def _fault(error: Exception) -> str:
    """Name a fault by its kind (smtplib reports a silent server as a closed line)."""
    return "disconnected" if isinstance(error, smtplib.SMTPServerDisconnected) else type(error).__name__


def _stuffed(data: bytes) -> bytes:
    """Return the mail with its dots doubled and its end marked (RFC 5321, 4.5.2)."""
    data = data if data.endswith(b"\r\n") else data + b"\r\n"
    if data.startswith(b"."):
        data = b"." + data
    return data.replace(b"\r\n.", b"\r\n..") + b".\r\n"
