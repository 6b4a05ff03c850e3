"""Up to which row of the outbox everything is there: whoever reads on from that row misses nothing."""

from collections.abc import Callable

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from services.common.database import Store
from services.common.outbox import OUTBOX
from services.common.statements import run

TRIES = 25
_NEWEST = select(func.max(OUTBOX.c.id))
# Who has drawn a row number holds this lock until the row can be seen or never will be.
_WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE relation = 'outbox'::regclass AND mode = 'RowExclusiveLock'"
)


def settled(store: Store, pause: Callable[[], None], after: int = 0) -> int | None:
    """Return the row up to which no row can appear any more; None when those who write now take too long.

    Whoever has read up to the row `after` learns at once that nothing is new.

    On PostgreSQL a row with a lower number may be committed after one with a higher one. So those are waited for who
    wrote when the newest row was read; `pause` is called in between, outside of any transaction.
    """
    with store.reading() as session:
        mark = run(session, _NEWEST).scalar() or 0
        writers = _writers(session, store) if mark > after else set()
    for _ in range(TRIES):
        if not writers:
            return int(mark)
        pause()
        with store.reading() as session:
            writers &= _writers(session, store)
    return None


def _writers(session: Session, store: Store) -> set[str]:
    return set(session.execute(_WRITERS).scalars()) if store.on_postgresql else set()
