"""Who did what to what, and who read whom: entries in the transaction itself, sealed into a chain soon after."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, DateTime, Index, MetaData, String, Table
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.common.statements import plain_insert, run
from services.common.tables import RowNumber

_metadata = MetaData()
ENTRIES = Table(
    "audit_entries",
    _metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("call", String(40), nullable=False),
    Column("actor", String(120), nullable=False),
    Column("object", String(64), nullable=False),
    Column("reason", String(24)),
    Index("audit_entries_object", "object", "id"),
    Index("audit_entries_actor", "actor", "id"),
)
NAMES_OBJECTS = ("number", "id", "code", "department", "subject")


@dataclass
class Act:
    """A call that writes, while it is answered; noted once, in the first of its transactions."""

    call: str
    actor: str
    object: str
    noted: bool = False


act: ContextVar[Act | None] = ContextVar("act", default=None)


def actor(caller: Caller) -> str:
    """Name who acted, as far as the record may: staff and systems by subject, others by kind."""
    return caller.subject if caller.kind in ("staff", "system", "service") and caller.subject else caller.kind


def object_of(message: dict[str, Any]) -> str:
    """Return what a message names: a request's number, a contact's id."""
    return next((str(message[name])[:64] for name in NAMES_OBJECTS if message.get(name)), "")


def read(call: str, caller: Caller, thing: str, reason: str | None = None) -> dict[str, Any]:
    """Return the entry that somebody has read personal data; the reason is a code."""
    return _row(call, actor(caller), thing) | {"reason": reason}


def _row(call: str, who: str, thing: str) -> dict[str, Any]:
    return {"at": clock.now(), "call": call, "actor": who[:120], "object": thing, "reason": None}


def write_group(store: Any, rows: Sequence[dict[str, Any]]) -> list[None]:
    """Write what was read at the same moment in one transaction; GroupCommit calls it."""
    with store.transaction() as session:
        run(session, plain_insert(ENTRIES), list(rows))
    return [None] * len(rows)


def note_act(session: Session) -> None:
    """Write the entry of the call that this transaction is part of; called at the end of each transaction.

    Of something new the object is the subject of the first event that is said of it. A transaction that only counts
    (wrong PINs) is marked `aside` and notes nothing.
    """
    mine = act.get()
    if mine is None or mine.noted or session.info.get("aside"):
        return
    mine.noted = True
    run(session, plain_insert(ENTRIES), [_row(mine.call, mine.actor, mine.object or session.info.get("subject", ""))])
