"""Erasing a person: where a service keeps something of one, and what is left of it afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import String, Table, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from services.common.envelope import Event, Heard
from services.common.hearing import INBOX, LEFT
from services.common.idempotency import KEYS
from services.common.outbox import OUTBOX

# Members of events that say where somebody's request is, and what they become.
PLACES = {"point": None, "address_id": None, "choices": {}}
ERASED = "erased"
AT_ONCE = 100
SHORTEST = 10  # A shorter word than a request's number would name others' answers too.
Ids = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Traces:
    """A table that keeps something of a person.

    `key` is the column that says whose row it is, `of` what it names (numbers, contacts…); `left` what stands in the
    other columns afterwards, None when the row goes.
    """

    table: Any
    key: str
    of: str
    left: Mapping[str, Any] | None = None

    def rows(self, ids: Ids) -> Any:
        """The condition that finds the rows."""
        return self.table.c[self.key].in_(list(ids.get(self.of, ())))


def erase(session: Session, register: Iterable[Traces], ids: Ids, aged: bool = False) -> dict[str, int]:
    """Erase what the register names, and what the common tables hold of it; return the rows by table.

    What is `aged` is named by no answer of the last week, so the answers are not read through.
    """
    counts: dict[str, int] = {}
    for traces in register:
        change = delete(traces.table) if traces.left is None else update(traces.table).values(dict(traces.left))
        done = session.execute(change.where(traces.rows(ids)))
        name = str(traces.table.name)
        counts[name] = counts.get(name, 0) + done.rowcount  # type: ignore[attr-defined]
    words = [one for some in ids.values() for one in some if len(one) >= SHORTEST]
    counts["idempotency_keys"] = 0 if aged else forget_answers(session, words)
    counts["outbox"] = _redact(session, OUTBOX, OUTBOX.c.id, OUTBOX.c.subject.in_(list(ids.get("numbers", ()))))
    waiting = INBOX.c.subject.in_(list(ids.get("numbers", ()))) & LEFT
    counts["inbox"] = _redact(session, INBOX, INBOX.c.event_id, waiting)
    return {table: count for table, count in counts.items() if count}


def confirmed(session: Session, register: Sequence[Traces], ids: Ids, event: Heard) -> Event:
    """Erase what intake says is to be erased, and return the event that confirms it."""
    emptied = erase(session, register, ids, bool(event.data.get("aged")))
    return confirmation(event.data["erasure"], emptied, remaining(session, register, ids))


def confirmation(erasure: str, emptied: Mapping[str, int], left: int) -> Event:
    """Return the event that an erasure is done here."""
    data = {"erasure": erasure, "emptied": dict(emptied), "remaining": left, "drill": False}
    return Event("erasure_confirmed", erasure, data)


def remaining(session: Session, register: Iterable[Traces], ids: Ids) -> int:
    """Return how many rows still hold something: 0 is the proof that the erasure did what the register says."""
    return sum(_remaining(session, traces, ids) for traces in register)


def _remaining(session: Session, traces: Traces, ids: Ids) -> int:
    if traces.left is None:
        query = select(func.count()).select_from(traces.table).where(traces.rows(ids))
        return int(session.execute(query).scalar_one())
    columns = [traces.table.c[name] for name in traces.left]
    rows = session.execute(select(*columns).where(traces.rows(ids))).all()
    return sum(tuple(row) != tuple(traces.left.values()) for row in rows)


def forget_answers(session: Session, words: Sequence[str]) -> int:
    """Forget the answers kept with idempotency keys that name one of these; a repeat of such a key is refused.

    The keys of a week are read through once: this happens once for a person, and an index would cost every write.
    """
    count = 0
    for start in range(0, len(words), AT_ONCE):
        text = cast(KEYS.c.answer, String)
        named = or_(*(text.contains(word, autoescape=True) for word in words[start : start + AT_ONCE]))
        forgotten = update(KEYS).where(named).values(answer=None, fingerprint=ERASED)
        count += session.execute(forgotten).rowcount  # type: ignore[attr-defined]
    return count


def _redact(session: Session, table: Table, key: Any, where: Any) -> int:
    """Take places out of messages that are kept to be published, fetched or handled; return how many had one."""
    count = 0
    for row in session.execute(select(key.label("key"), table.c.body).where(where, table.c.body.is_not(None))).all():
        message = orjson.loads(row.body)
        data = message.get("data", {})
        if all(data.get(name, left) == left for name, left in PLACES.items()):
            continue
        message["data"] = data | {name: left for name, left in PLACES.items() if name in data}
        body = orjson.dumps(message)
        session.execute(update(table).where(key == row.key).values(body=body if table is OUTBOX else body.decode()))
        count += 1
    return count
