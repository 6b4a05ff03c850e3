"""Writes happen once: a repeated key gets the answer that was given before, another body with it is refused."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.common.contract import Call, dump
from services.common.outbox import upsert
from services.routing.contract.refusals import KeyUsedOtherwise
from services.routing.models import RepeatKey

KEEP = timedelta(days=7)


def once(session: Session, call: Call, write: tuple[dict[str, Any], Caller], act: Callable[[], Any]) -> Any:
    """Return what `act()` answers, in the call's form; for a key that is known, what it answered the first time.

    The database decides: of two that come at once, the second waits for the first's transaction.
    """
    message, caller = write
    if not message.get("idempotency_key"):
        return act()
    row = {
        "key": _digest(call.name, caller.kind, caller.subject, caller.department, message["idempotency_key"]),
        "fingerprint": _digest({name: value for name, value in message.items() if name != "idempotency_key"}),
        "answer": {},
        "at": clock.now(),
    }
    table: Any = RepeatKey.__table__
    statement = upsert(session, table).on_conflict_do_nothing(index_elements=["key"])
    if session.execute(statement.returning(table.c.key), [row]).scalar() is None:
        return _known(session, row)
    answer = dump(call.answer, act())
    session.execute(table.update().where(table.c.key == row["key"]).values(answer=answer))
    return answer


def _known(session: Session, row: dict[str, Any]) -> Any:
    before = session.get_one(RepeatKey, row["key"])
    if before.fingerprint != row["fingerprint"]:
        raise KeyUsedOtherwise()
    return before.answer


def _digest(*said: Any) -> str:
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def forget_old(session: Session) -> None:
    """Drop keys older than a week."""
    session.execute(delete(RepeatKey).where(RepeatKey.at < clock.now() - KEEP))
