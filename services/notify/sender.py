"""A sender of mail: one connection that sends what it is given, one after the other."""

from collections import deque
from collections.abc import Callable
from typing import Any

from services.common import clock
from services.notify import measures
from services.notify.bell import Bell
from services.notify.mail import Mail, UnsendableMail, build
from services.notify.messages import Writer
from services.notify.settling import Row
from services.notify.smtp import Connection, Outcome
from services.notify.templates import NOT_OF_REQUESTS

NOT_NOW = Outcome("away", "not tried")
BEHIND = Outcome("behind", "behind an older one")
LOOK_SECONDS = 60.0


def as_mail(writer: Writer, row: Row) -> Mail:
    """Return the mail of a message: its words, then the footer; that of a request has number, PIN and where to read."""
    office = writer.office
    footer = writer.fill_frame("client_footer" if row["step"] in NOT_OF_REQUESTS else "footer", row)
    return Mail(
        message_id=row["id"],
        number=row["number"],
        sender=office.mail_from,
        reply_to=office.reply_to,
        recipient=row["recipient"],
        subject=row["subject"],
        text=row["body"] + "\n\n-- \n" + "\n".join(footer) + "\n",
        language=row["language"],
        written_at=clock.as_utc(row["written_at"]) or clock.now(),
    )


class Sender:
    """Sends until it is ended; `note(row, outcome)` is told of every mail that it was given."""

    def __init__(self, writer: Writer, note: Callable[[Row, Outcome], None]) -> None:
        self.writer, self.note = writer, note
        self.connection = Connection(*writer.office.smtp)
        self._rows: deque[dict[str, Any]] = deque()
        self._bell = Bell()
        self._stopped = self._ended = False

    def take(self, row: dict[str, Any]) -> None:
        """Put a mail at the end of the line."""
        self._rows.append(row)
        self._bell.ring()

    def run(self) -> None:
        """Send what comes, until ended."""
        while not self._ended:
            self.send_all()
            if not self._ended:
                self._bell.wait(LOOK_SECONDS)
        self.connection.close()

    def send_all(self) -> None:
        """Send what is in line; what is not sent now goes back with what followed it about the same request."""
        while self._rows:
            row = self._rows.popleft()
            outcome = NOT_NOW if self._stopped else self._send(row)
            self.note(row, outcome)
            if outcome.kind == "away":
                self._give_back(list(self._rows), NOT_NOW)
            elif outcome.kind in ("retry", "ambiguous"):
                self._give_back([later for later in self._rows if later["number"] == row["number"]], BEHIND)

    def _send(self, row: Row) -> Outcome:
        try:
            data = build(as_mail(self.writer, row))
        except UnsendableMail:
            return Outcome("refused", "unsendable")
        with measures.mail_seconds.time():
            return self.connection.send(self.writer.office.mail_from, row["recipient"], data)

    def _give_back(self, rows: list[dict[str, Any]], outcome: Outcome) -> None:
        for row in rows:
            self._rows.remove(row)
            self.note(row, outcome)

    def stop(self) -> None:
        """Finish the mail in work and give the others back."""
        self._stopped = True
        self._bell.ring()

    def end(self) -> None:
        """Leave and close the connection."""
        self._ended = True
        self._bell.ring()
