"""Erasing a person here: words and addresses at once, letters as soon as nobody can be printing them any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from services.common import erasing, outbox
from services.common.envelope import Heard
from services.notify import personal
from services.notify.claims import LEASE
from services.notify.messages import MESSAGES
from services.notify.models import ErasureInWork, HeldNumber, LetterWithdrawal

UNSETTLED = ("pending", "sending")


def erase(session: Session, event: Heard, now: datetime) -> None:
    """Forget what the residents of these requests were told; confirmed at once unless letters lie in folders."""
    erasure, numbers = event.data["erasure"], list(event.data["numbers"])
    mine = MESSAGES.c.number.in_(numbers)
    rows = session.execute(select(MESSAGES.c.id, MESSAGES.c.batch_id, MESSAGES.c.recipient_hash).where(mine)).all()
    ids = {"numbers": numbers, "contacts": event.data["contacts"], "recipients": [r.recipient_hash for r in rows]}
    emptied = erasing.erase(session, personal.TRACES, ids, bool(event.data.get("aged")))
    waived = {"state": "waived", "reason": erasing.ERASED, "settled_at": now, "claimed_by": None}
    session.execute(update(MESSAGES).where(mine, MESSAGES.c.state.in_(UNSETTLED)).values(waived))
    nobody = {"recipient_hash": MESSAGES.c.id, "batch_id": None, "batch_sequence": None}
    session.execute(update(MESSAGES).where(mine).values(nobody))
    letters = {row.id: row.batch_id for row in rows if row.batch_id}
    session.add(ErasureInWork(erasure_id=erasure, numbers=numbers, emptied=emptied | {"letters": len(letters)}))
    session.flush()
    withdrawn = [{"message_id": m, "batch_id": b, "erasure_id": erasure} for m, b in letters.items()]
    if withdrawn:
        session.execute(insert(LetterWithdrawal), [row | {"not_before": now + LEASE} for row in withdrawn])
    else:
        finish(session, erasure)


def due(session: Session, now: datetime) -> dict[str, list[str]]:
    """Return the letters whose files may leave now, by batch."""
    query = select(LetterWithdrawal).where(LetterWithdrawal.not_before <= now)
    found: dict[str, list[str]] = {}
    for row in session.execute(query).scalars():
        found.setdefault(row.batch_id, []).append(row.message_id)
    return found


def withdrawn(session: Session, ids: Sequence[str]) -> None:
    """These files are gone: confirm the erasures that waited for the last of theirs."""
    mine = LetterWithdrawal.message_id.in_(list(ids))
    erasures = set(session.execute(select(LetterWithdrawal.erasure_id).where(mine)).scalars())
    session.execute(delete(LetterWithdrawal).where(mine))
    left = select(func.count()).select_from(LetterWithdrawal)
    for erasure in sorted(erasures):
        if not session.execute(left.where(LetterWithdrawal.erasure_id == erasure)).scalar_one():
            finish(session, erasure)


def finish(session: Session, erasure: str) -> None:
    """Hold what is left against the register, and confirm."""
    row = session.get_one(ErasureInWork, erasure)
    left = erasing.remaining(session, personal.TRACES, {"numbers": row.numbers})
    outbox.say(session, [erasing.confirmation(erasure, row.emptied, left)])
    session.delete(row)


def hold(session: Session, data: dict[str, Any]) -> None:
    """Keep what was told about these requests."""
    rows = [{"number": number, "hold_id": data["hold"]} for number in data["numbers"]]
    if rows:
        session.execute(insert(HeldNumber), rows)


def lift(session: Session, data: dict[str, Any]) -> None:
    """Keep it no longer."""
    session.execute(delete(HeldNumber).where(HeldNumber.hold_id == data["hold"]))


def is_held() -> Any:
    """The condition that a message is about a request that is held."""
    return MESSAGES.c.number.in_(select(HeldNumber.number))
