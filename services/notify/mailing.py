"""The senders of mail: greenlets with a connection each that take what is due, send it and write down how it went."""

from collections import deque
from datetime import timedelta
from typing import Any

import eventlet
from eventlet.event import Event as Signal

from services.common import clock, logs
from services.common.database import DatabaseAway, Store
from services.common.ids import uuid7
from services.notify import measures
from services.notify.claims import claim_mails, release, renew
from services.notify.mail import Mail, UnsendableMail, build
from services.notify.messages import Writer
from services.notify.settling import Row, Tried, settle_mails
from services.notify.smtp import Connection, Outcome

log = logs.logger(__name__)
GROUP = 10
LOOK_SECONDS = 1.0
MARK_AFTER_SECONDS = 0.2
AWAY_SECONDS = 1.0
RENEW_AFTER_SECONDS = 2.0


class Bell:
    """Wakes one waiting sender; a ring while nobody waits is not forgotten."""

    def __init__(self) -> None:
        self._signal = Signal()

    def ring(self) -> None:
        """Wake whoever waits, else the next who would."""
        if not self._signal.ready():
            self._signal.send()

    def wait(self, seconds: float) -> None:
        """Return when it rings, at the latest after so many seconds."""
        with eventlet.Timeout(seconds, False):
            self._signal.wait()
        if self._signal.ready():
            self._signal = Signal()


def as_mail(writer: Writer, row: Row) -> Mail:
    """Return the mail of a message: its words, then the footer with number, PIN and where to read on."""
    office = writer.office
    footer = writer.fill_frame("footer", row)
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


class Mailing:
    """All senders of this process; each takes a group, sends it, and marks it while it takes the next."""

    def __init__(self, store: Store, writer: Writer) -> None:
        self.store, self.writer = store, writer
        self.owner = uuid7()
        self.bell = Bell()
        self.held: dict[str, float] = {}
        self._stopped = False

    def run(self) -> None:
        """Send until stopped; a database or a mail server that is away is waited for."""
        connection = Connection(*self.writer.office.smtp)
        rows: deque[Row] = deque()
        tried: list[Tried] = []
        while not self._stopped or rows or tried:
            try:
                if not self.step(connection, rows, tried) and not self._stopped:
                    self.bell.wait(LOOK_SECONDS)
            except DatabaseAway:
                if self._stopped:
                    break
                log.warning("mail waits for the database")
                eventlet.sleep(AWAY_SECONDS)
        connection.close()

    def stop(self) -> None:
        """Let every sender finish the mail that it is at."""
        self._stopped = True
        self.bell.ring()

    def step(self, connection: Connection, rows: deque[Row], tried: list[Tried]) -> bool:
        """Write down what was tried, take what is due and send it; False when nothing was due."""
        if not rows:
            rows.extend(self._settle_and_claim(tried))
        if not rows:
            return False
        self._send(connection, rows, tried)
        return True

    def _settle_and_claim(self, tried: list[Tried]) -> list[dict[str, Any]]:
        """Write down how the last group went and take the next, in one transaction; ring when there may be more."""
        now = clock.now()
        with self.store.transaction() as session:
            settle_mails(session, self.owner, tried, self.writer.secret, now)
            rows = [] if self._stopped else claim_mails(session, self.owner, now, GROUP)
        self._let_go(tried)
        self.held.update((row["id"], clock.monotonic_seconds()) for row in rows)
        if len(rows) == GROUP:
            self.bell.ring()
        return rows

    def _send(self, connection: Connection, rows: deque[Row], tried: list[Tried]) -> None:
        """Send one after the other; what came of each stands in `tried` until it is written down.

        Mails that were sent a while ago are written down before the next one, so that a crash repeats few of them.
        """
        since = clock.monotonic_seconds()
        while rows:
            outcome = Outcome("away") if self._stopped else self._send_one(connection, rows[0])
            if outcome.kind == "away":
                self._give_back(rows)
                return
            tried.append((rows.popleft(), outcome))
            if rows and clock.monotonic_seconds() - since > MARK_AFTER_SECONDS:
                self._settle(tried)
                since = clock.monotonic_seconds()
        measures.mail_server_away.set(0)

    def _send_one(self, connection: Connection, row: Row) -> Outcome:
        try:
            data = build(as_mail(self.writer, row))
        except UnsendableMail:
            return Outcome("refused", "unsendable")
        with measures.mail_seconds.time():
            return connection.send(self.writer.office.mail_from, row["recipient"], data)

    def _settle(self, tried: list[Tried]) -> None:
        with self.store.transaction() as session:
            settle_mails(session, self.owner, tried, self.writer.secret, clock.now())
        self._let_go(tried)

    def _let_go(self, tried: list[Tried]) -> None:
        for row, _ in tried:
            self.held.pop(row["id"], None)
        tried.clear()

    def _give_back(self, rows: deque[Row]) -> None:
        """The server is away: nothing is counted against these mails; they are tried again shortly."""
        ids = [row["id"] for row in rows]
        with self.store.transaction() as session:
            release(session, self.owner, ids, clock.now() + timedelta(seconds=AWAY_SECONDS))
        rows.clear()
        for message_id in ids:
            self.held.pop(message_id, None)
        if not self._stopped:
            measures.mail_server_away.set(1)
            log.warning("the mail server is away", extra={"waiting": len(ids)})
            eventlet.sleep(AWAY_SECONDS)

    def renew_claims(self) -> None:
        """Keep the claims on what has been in work for some seconds."""
        old = [i for i, since in self.held.items() if clock.monotonic_seconds() - since > RENEW_AFTER_SECONDS]
        if old:
            with self.store.transaction() as session:
                renew(session, self.owner, old, clock.now())
