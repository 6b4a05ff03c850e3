"""What happens to heard events: once each, in order per source and subject, a batch in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Heard
from services.common.statements import Insert, insert_new, per_dialect, run

LADDER_SECONDS = (5, 30, 300, 3600)
GAP_SECONDS = 0.25

_metadata = MetaData()
INBOX = Table(
    "inbox",
    _metadata,
    Column("event_id", String, primary_key=True),
    Column("source", String),
    Column("subject", String),
    Column("sequence", BigInteger),
    Column("type", String),
    Column("state", String),
    Column("attempts", Integer),
    Column("not_before", DateTime(timezone=True)),
    Column("reason", String),
    Column("body", Text),
    Column("heard_at", DateTime(timezone=True)),
)
# Written out, not bound, and without "<>": so both databases see that the index over these few rows serves,
# PostgreSQL also before it has counted anything.
LEFT = INBOX.c.state.in_([literal_column("'waiting'"), literal_column("'parked'")])
HEARD_UP_TO = Table(
    "heard_up_to",
    _metadata,
    Column("source", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("sequence", BigInteger),
)


def _of_keys(table: Table) -> Any:
    """The rows of these sources and subjects; a few more may be among them, but both databases use their index."""
    sources, subjects = (bindparam(name, expanding=True) for name in ("sources", "subjects"))
    return table.c.source.in_(sources) & table.c.subject.in_(subjects)


_MARKS = select(HEARD_UP_TO).where(_of_keys(HEARD_UP_TO))
_MARKS = _MARKS.order_by(HEARD_UP_TO.c.source, HEARD_UP_TO.c.subject).with_for_update()
_BLOCKED = select(INBOX.c.source, INBOX.c.subject).where(LEFT, _of_keys(INBOX))


@per_dialect
def _moved_forward(insert: Insert) -> Any:
    """INSERT of marks that moves those which stand already forward, never back."""
    statement = insert(HEARD_UP_TO)
    new = statement.excluded.sequence
    moved = statement.on_conflict_do_update(
        index_elements=["source", "subject"], set_={"sequence": new}, where=HEARD_UP_TO.c.sequence < new
    )
    # RETURNING makes SQLAlchemy send one statement with many rows instead of one statement a row.
    return moved.returning(HEARD_UP_TO.c.sequence)


@dataclass
class Turn:
    """Which events of a batch are to be handled now and which wait, with the reason."""

    ready: list[Heard] = field(default_factory=list)
    waiting: list[tuple[Heard, str]] = field(default_factory=list)
    known: int = 0


Key = tuple[str, str]


def remember(session: Session, events: Sequence[Heard]) -> set[str]:
    """Write the events to the inbox; return the ids of those that were not there yet.

    The rows go in one order by all, so that two processes with the same batch cannot wait for each other.
    """
    now = clock.now()
    rows = [
        {"event_id": e.id, "source": e.source, "subject": e.subject, "sequence": e.sequence, "type": e.type,
         "state": "handled", "attempts": 0, "heard_at": now}
        for _, e in sorted({e.id: e for e in events}.items())
    ]  # fmt: skip
    return set(run(session, insert_new(session, INBOX, "event_id"), rows).scalars())


def turns(session: Session, events: Sequence[Heard], complete: frozenset[str]) -> Turn:
    """Sort a batch: what is new and next in its order is ready, what came too early waits."""
    new = remember(session, events)
    keys = {(e.source, e.subject) for e in events if e.id in new}
    done, blocked = heard_up_to(session, keys), subjects_waiting(session, keys)
    turn, before = Turn(), dict(done)
    for event in events:
        if event.id not in new:
            turn.known += 1
            continue
        new.discard(event.id)
        reason = _why_not_now(event, done, blocked, complete)
        if reason:
            blocked.add((event.source, event.subject))
            turn.waiting.append((event, reason))
            continue
        done[(event.source, event.subject)] = max(event.sequence, done.get((event.source, event.subject), 0))
        turn.ready.append(event)
    advance(session, {k: v for k, v in done.items() if v != before.get(k)})
    for event, reason in turn.waiting:
        keep_waiting(session, event, reason, attempts=0, seconds=GAP_SECONDS)
    return turn


def _why_not_now(event: Heard, done: dict[Key, int], blocked: set[Key], complete: frozenset[str]) -> str | None:
    key = (event.source, event.subject)
    if key in blocked:
        return "behind an older one"
    if event.source in complete and event.sequence > done.get(key, 0) + 1:
        return "gap"
    return None


def _named(keys: Iterable[Key]) -> dict[str, Any]:
    keys = set(keys)
    return {"sources": sorted({source for source, _ in keys}), "subjects": sorted({subject for _, subject in keys})}


def heard_up_to(session: Session, keys: Iterable[Key]) -> dict[Key, int]:
    """Return the last handled sequence per source and subject, locked until the end of the transaction."""
    wanted = _named(keys)
    if not wanted["subjects"]:
        return {}
    return {(row.source, row.subject): row.sequence for row in run(session, _MARKS, wanted)}


def subjects_waiting(session: Session, keys: Iterable[Key]) -> set[Key]:
    """Return the subjects of which something older waits or is parked."""
    wanted = _named(keys)
    if not wanted["subjects"]:
        return set()
    return {(row.source, row.subject) for row in run(session, _BLOCKED, wanted)}


def advance(session: Session, sequences: dict[Key, int]) -> None:
    """Move the marks of what has been handled forward."""
    if not sequences:
        return
    rows = [{"source": s, "subject": t, "sequence": n} for (s, t), n in sorted(sequences.items())]
    run(session, _moved_forward(session), rows)


def keep_waiting(session: Session, event: Heard, reason: str, attempts: int, seconds: float | None) -> None:
    """Turn an event's row into a waiting one, due in `seconds`; parked when there is no next step."""
    state = "parked" if seconds is None else "waiting"
    values: dict[str, Any] = {"state": state, "reason": reason[:255], "attempts": attempts}
    values["not_before"] = clock.now() + timedelta(seconds=seconds or 0)
    values["body"] = as_text(event)
    session.execute(update(INBOX).where(INBOX.c.event_id == event.id).values(values))


def as_text(event: Heard) -> str:
    """Write a heard event so that `envelope.read` reads it again."""
    from services.common import envelope

    message = vars(event) | {
        "type": f"hub311.{event.source}.{event.type}.v1",
        "sequence": f"{event.sequence:010d}",
    }
    return envelope.dumps(message).decode()


def stages(events: Iterable[Heard]) -> list[list[Heard]]:
    """Split a batch so that no stage has two events of one subject, each stage after the one before."""
    found: list[list[Heard]] = []
    depth: dict[Key, int] = {}
    for event in events:
        place = depth.get((event.source, event.subject), 0)
        depth[(event.source, event.subject)] = place + 1
        if place == len(found):
            found.append([])
        found[place].append(event)
    return found
