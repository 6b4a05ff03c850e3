"""The ledger of mail: takes what is due, hands it to the senders and writes down how it went."""

from collections.abc import Callable
from typing import Any
from zlib import crc32

import eventlet

from services.common import clock, logs
from services.common.database import DatabaseAway, Store
from services.common.ids import uuid7
from services.notify import measures
from services.notify.bell import Bell
from services.notify.claims import claim_mails, renew
from services.notify.messages import Writer
from services.notify.sender import Sender
from services.notify.settling import Row, Tried, settle_mails
from services.notify.smtp import Outcome

log = logs.logger(__name__)
IN_HAND = 20  # mails a sender
GROUP = 40
GATHER_SECONDS = 0.3
LOOK_SECONDS = 1.0
AWAY_SECONDS = 1.0
RENEW_AFTER_SECONDS = 2.0


class Mailing:
    """The mails of this process: one ledger takes what is due and writes down how it went, several senders send.

    All mails about a request go through one sender, so they leave in order. The ledger's transactions are shared by
    what was sent since the last one, some hundredths of a second ago: so little is repeated after a crash.
    """

    def __init__(self, store: Store, writer: Writer, connections: int) -> None:
        self.store, self.writer = store, writer
        self.owner = uuid7()
        self.bell = Bell()
        self.senders = [Sender(writer, self._note) for _ in range(connections)]
        self._tried: list[Tried] = []
        self._held: dict[str, float] = {}
        self._away = False
        self._stopped = False

    def loops(self) -> list[Callable[[], None]]:
        """Return what has to run beside each other: the ledger and every sender."""
        return [self.keep_ledger, *(sender.run for sender in self.senders)]

    def keep_ledger(self) -> None:
        """Go on until stopped and everything in hand is written down; a database that is away is waited for."""
        while not self._stopped or self._held:
            try:
                self.turn()
            except DatabaseAway:
                if self._stopped:
                    break
                log.warning("mail waits for the database")
                eventlet.sleep(AWAY_SECONDS)
                continue
            self._pause()
        for sender in self.senders:
            sender.end()

    def _pause(self) -> None:
        """Wait for something to do, then until a group has been tried, everything in hand, or time is up."""
        if self._away and not self._stopped:
            eventlet.sleep(AWAY_SECONDS)
        if not self._tried:
            self.bell.wait(LOOK_SECONDS)
        until = clock.monotonic_seconds() + GATHER_SECONDS
        while len(self._tried) < min(GROUP, len(self._held)) and clock.monotonic_seconds() < until:
            self.bell.wait(GATHER_SECONDS)

    def turn(self) -> int:
        """Write down what was tried, take what is due, in one transaction; return how many mails were handed out."""
        tried, now = list(self._tried), clock.now()
        with self.store.transaction() as session:
            settle_mails(session, self.owner, tried, self.writer.secret, now)
            rows = claim_mails(session, self.owner, now, self._room(len(tried)))
        del self._tried[: len(tried)]
        for row, _ in tried:
            self._held.pop(row["id"], None)
        self._hand_out(rows)
        self._look_for_server(tried)
        return len(rows)

    def _room(self, tried: int) -> int:
        """How many mails may be taken: one a sender while the server is away, none at the end."""
        most = 0 if self._stopped else len(self.senders) * (1 if self._away else IN_HAND)
        return max(0, most - len(self._held) + tried)

    def _hand_out(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            self._held[row["id"]] = clock.monotonic_seconds()
            self.senders[crc32(row["number"].encode()) % len(self.senders)].take(row)

    def _look_for_server(self, tried: list[Tried]) -> None:
        kinds = {outcome.kind for _, outcome in tried}
        if not kinds or self._stopped:
            return
        if "away" in kinds and not self._away:
            log.warning("the mail server is away")
        self._away = "away" in kinds
        measures.mail_server_away.set(self._away)

    def _note(self, row: Row, outcome: Outcome) -> None:
        self._tried.append((row, outcome))
        self.bell.ring()

    def stop(self) -> None:
        """Let every sender finish the mail that it is at; the rest is given back."""
        self._stopped = True
        for sender in self.senders:
            sender.stop()
        self.bell.ring()

    def renew_claims(self) -> None:
        """Keep the claims on what has been in hand for some seconds."""
        now = clock.monotonic_seconds()
        old = [message_id for message_id, since in self._held.items() if now - since > RENEW_AFTER_SECONDS]
        if old:
            with self.store.transaction() as session:
                renew(session, self.owner, old, clock.now())
