"""What notify hears of persons who are erased, and of what a court may want."""

from collections.abc import Sequence
from typing import Any

from eventlet import tpool
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.common.handlers import hear
from services.common.timers import timer
from services.notify import erasures
from services.notify.batches import withdraw_letters
from services.notify.printing import letters_in


class Privacy:
    """Forget, keep, confirm."""

    db: Any
    post_room: Any

    @hear("intake", "person_erased")
    def erase_persons(self, session: Session, events: Sequence[Heard]) -> None:
        """Forget what a person was told."""
        for event in events:
            erasures.erase(session, event, clock.now())

    @hear("intake", "hold_placed")
    def hold(self, session: Session, events: Sequence[Heard]) -> None:
        """Keep what a court may want."""
        for event in events:
            erasures.hold(session, event.data)

    @hear("intake", "hold_lifted")
    def lift(self, session: Session, events: Sequence[Heard]) -> None:
        """Keep it no longer."""
        for event in events:
            erasures.lift(session, event.data)

    @timer(interval=3)
    def withdraw_letters(self) -> None:
        """Take letters of erased persons out of their folders, then confirm."""
        with self.db.reading() as session:
            due = erasures.due(session, clock.now())
            left = {batch: letters_in(session, batch) for batch in due}
        for batch, ids in due.items():
            tpool.execute(withdraw_letters, self.post_room.writer.office.letters, batch, ids, left[batch])
            with self.db.transaction() as session:
                erasures.withdrawn(session, ids)
