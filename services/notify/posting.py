"""The writer of letters: one greenlet that prints what is due into the open batch and hands batches over."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import eventlet
from eventlet import tpool

from services.common import clock, logs, outbox
from services.common.database import DatabaseAway, Store
from services.common.ids import uuid7
from services.notify import measures
from services.notify.batches import closes_at, letter_path, write_letter, write_manifest
from services.notify.bell import Bell
from services.notify.claims import any_due, claim_letters, release
from services.notify.languages import date_in_words
from services.notify.letters import Letter, Printed, UnprintableLetter, print_letter
from services.notify.messages import Writer
from services.notify.printing import batches_to_close, hand_over, letters_in, open_batch, open_batches, settle_letters
from services.notify.settling import Row, give_up
from services.notify.smtp import Outcome

log = logs.logger(__name__)
GROUP = 10
LOOK_SECONDS = 2.0
AWAY_SECONDS = 5.0


def as_letter(writer: Writer, row: Row) -> Letter:
    """Return the letter of a message, dated with the working day of its batch."""
    day = closes_at(date.fromisoformat(row["batch_id"]), writer.office.zone, writer.office.cut_off)
    return Letter(
        title=row["subject"],
        language=row["language"],
        date=date_in_words(day, row["language"], writer.office.zone),
        address=tuple(row["addressee"]),
        paragraphs=tuple(row["body"].split("\n\n")),
        reference=tuple(writer.fill_frame("letter", row)),
    )


def print_into_batch(writer: Writer, row: Row) -> dict[str, Any]:
    """Print a letter into its batch's folder; the same message gives the same file. Runs outside the hub."""
    written_at: datetime = clock.as_utc(row["written_at"]) or clock.now()
    printed: Printed = print_letter(as_letter(writer, row), writer.office.head, int(written_at.timestamp()))
    path = letter_path(writer.office.letters, row["batch_id"], row["id"])
    return dict(row) | {"sha256": write_letter(path, printed.pdf), "pages": printed.pages}


class Posting:
    """The letters of this process."""

    def __init__(self, store: Store, writer: Writer, now: Callable[[], datetime] = clock.now) -> None:
        self.store, self.writer, self.now = store, writer, now
        self.owner = uuid7()
        self.bell = Bell()
        self._changed: set[str] | None = None
        self._stopped = False

    def run(self) -> None:
        """Print until stopped; a folder or a database that cannot be written to is waited for."""
        while not self._stopped:
            try:
                if not self.work():
                    self.bell.wait(LOOK_SECONDS)
            except (DatabaseAway, OSError) as error:
                log.warning("letters wait", extra={"error": type(error).__name__})
                eventlet.sleep(AWAY_SECONDS)

    def stop(self) -> None:
        """Finish the letter in work."""
        self._stopped = True
        self.bell.ring()

    def work(self) -> bool:
        """Print some letters, or, when none is due, bring the manifests up to date and hand over what is complete."""
        rows = self._claim()
        if rows:
            self._print(rows)
            return True
        self._write_manifests()
        self._hand_over()
        return False

    def _claim(self) -> list[dict[str, Any]]:
        now = self.now()
        with self.store.reading() as session:
            if not any_due(session, "letter", now):
                return []
        with self.store.transaction() as session:
            batch_id = open_batch(session, self.writer.office, now)
            return claim_letters(session, self.owner, now, GROUP, batch_id)

    def _print(self, rows: list[dict[str, Any]]) -> None:
        """Print outside the hub, then write down in one transaction what lies in the folder."""
        printed: list[dict[str, Any]] = []
        unprintable: list[Row] = []
        try:
            for row in rows:
                if not self._stopped:
                    self._print_one(row, printed, unprintable)
        finally:
            self._settle(rows, printed, unprintable)

    def _print_one(self, row: Row, printed: list[dict[str, Any]], unprintable: list[Row]) -> None:
        try:
            with measures.letter_seconds.time():
                printed.append(tpool.execute(print_into_batch, self.writer, row))
        except UnprintableLetter:
            log.exception("a letter cannot be printed", extra={"message": row["id"], "number": row["number"]})
            unprintable.append(row)

    def _settle(self, rows: list[dict[str, Any]], printed: list[dict[str, Any]], unprintable: list[Row]) -> None:
        now, secret = self.now(), self.writer.secret
        done = {row["id"] for row in [*printed, *unprintable]}
        with self.store.transaction() as session:
            for batch_id in sorted({row["batch_id"] for row in printed}):
                mine = [row for row in printed if row["batch_id"] == batch_id]
                settle_letters(session, self.owner, mine, now)
            for row in unprintable:
                outcome = Outcome("refused", "unprintable")
                outbox.say(session, give_up(session, self.owner, row, outcome, secret, now))
            left = [row["id"] for row in rows if row["id"] not in done]
            release(session, self.owner, left, now + timedelta(seconds=AWAY_SECONDS))
        if self._changed is not None:
            self._changed.update(row["batch_id"] for row in printed)

    def _write_manifests(self) -> None:
        """List what was added; at first every open batch, because a crash may have come between letter and list."""
        if self._changed is None:
            with self.store.reading() as session:
                self._changed = set(open_batches(session))
        for batch_id in sorted(self._changed):
            self._write_manifest(batch_id, "open")
            self._changed.discard(batch_id)

    def _write_manifest(self, batch_id: str, state: str) -> bool:
        with self.store.reading() as session:
            letters = letters_in(session, batch_id)
        if letters:
            tpool.execute(write_manifest, self.writer.office.letters, batch_id, state, letters)
        return bool(letters)

    def _hand_over(self) -> None:
        """Close what is past its cut-off: the final manifest first, then the word that the batch is ready."""
        with self.store.transaction() as session:
            closing = batches_to_close(session, self.writer.office, self.now())
        for batch_id in closing:
            self._write_manifest(batch_id, "ready")
            with self.store.transaction() as session:
                hand_over(session, batch_id, self.now())
