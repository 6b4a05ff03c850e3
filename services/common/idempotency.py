"""Writes happen once: a repeated key gets the answer that was given before, another body with it is refused."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import orjson
from sqlalchemy import JSON, Column, DateTime, MetaData, String, Table, bindparam, delete, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.common.contract import Call, dump
from services.common.errors import KeyUsedOtherwise
from services.common.statements import insert_new, run

KEEP = timedelta(days=7)

_metadata = MetaData()
KEYS = Table(
    "idempotency_keys",
    _metadata,
    Column("key", String, primary_key=True),
    Column("call", String),
    Column("fingerprint", String),
    Column("answer", JSON(none_as_null=True)),
    Column("at", DateTime(timezone=True)),
)

_ANSWERED = update(KEYS).where(KEYS.c.key == bindparam("digest")).values(answer=bindparam("said"))


@dataclass(frozen=True)
class Wanted:
    """A write that is about to happen, and the answer that it will give."""

    call: str
    caller: Caller
    message: dict[str, Any]
    answer: dict[str, Any] | None

    @cached_property
    def digest(self) -> str | None:
        """The key as it is stored: hashed together with the call and who calls, or None."""
        key = self.message.get("idempotency_key")
        who = f"{self.caller.kind}\n{self.caller.subject}\n{self.caller.department}"
        said = f"{self.call}\n{who}\n{key}"
        return hashlib.sha256(said.encode()).hexdigest() if key else None

    @cached_property
    def fingerprint(self) -> str:
        """The digest of the body."""
        body = {name: value for name, value in self.message.items() if name != "idempotency_key"}
        return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def claim(session: Session, wanted: Sequence[Wanted]) -> list[dict[str, Any] | None]:
    """Write the keys that are new; return for each write None, or the answer given before.

    The database decides: of two that come at once, one waits for the other and then sees its row. The rows go
    in one order by all, so that two groups cannot wait for each other.
    """
    rows = {w.digest: _row(w) for w in reversed(wanted) if w.digest}
    if not rows:
        return [None] * len(wanted)
    new = set(run(session, insert_new(session, KEYS, "key"), [row for _, row in sorted(rows.items())]).scalars())
    known = _known(session, [d for d in rows if d not in new])
    answers: list[dict[str, Any] | None] = []
    for w in wanted:
        digest = w.digest
        if digest is None or digest in new:
            new.discard(digest)
            known.setdefault(digest, (w.fingerprint, w.answer))
            answers.append(None)
        else:
            answers.append(_same(w, known[digest]))
    return answers


def _row(wanted: Wanted) -> dict[str, Any]:
    return {
        "key": wanted.digest,
        "call": wanted.call,
        "fingerprint": wanted.fingerprint,
        "answer": wanted.answer,
        "at": clock.now(),
    }


def _known(session: Session, digests: list[str | None]) -> dict[str | None, tuple[str, Any]]:
    if not digests:
        return {}
    rows = session.execute(select(KEYS).where(KEYS.c.key.in_(digests)))
    return {row.key: (row.fingerprint, row.answer) for row in rows}


def _same(wanted: Wanted, before: tuple[str, Any]) -> Any:
    fingerprint, answer = before
    if fingerprint != wanted.fingerprint:
        raise KeyUsedOtherwise()
    return answer


def once(session: Session, call: Call, write: tuple[dict[str, Any], Caller], act: Callable[[], Any]) -> Any:
    """Return what `act()` answers, in the call's form; for a key that is known, what it answered the first time."""
    message, caller = write
    wanted = Wanted(call.name, caller, message, None)
    if wanted.digest is None:
        return act()
    if run(session, insert_new(session, KEYS, "key"), [_row(wanted)]).scalar() is None:
        return _same(wanted, _known(session, [wanted.digest])[wanted.digest])
    answer = dump(call.answer, act())
    run(session, _ANSWERED, {"digest": wanted.digest, "said": answer})
    return answer


def forget_old(session: Session) -> None:
    """Drop keys older than a week."""
    session.execute(delete(KEYS).where(KEYS.c.at < clock.now() - KEEP))
