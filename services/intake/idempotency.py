"""Writes happen once: a repeated key gets the answer that was given before, another body with it is refused."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.common.errors import Conflict
from services.common.outbox import upsert
from services.intake.models import IdempotencyKey

KEEP = timedelta(days=7)


class KeyUsedOtherwise(Conflict):
    """This Idempotency-Key was used with another request body."""


@dataclass(frozen=True)
class Wanted:
    """A write that is about to happen, and the answer that it will give."""

    call: str
    caller: Caller
    message: dict[str, Any]
    answer: dict[str, Any]

    @property
    def digest(self) -> str | None:
        """The key as it is stored: hashed together with the call and who calls, or None."""
        key = self.message.get("idempotency_key")
        said = f"{self.call}\n{self.caller.kind}\n{self.caller.subject}\n{key}"
        return hashlib.sha256(said.encode()).hexdigest() if key else None

    @property
    def fingerprint(self) -> str:
        """The digest of the body."""
        body = {name: value for name, value in self.message.items() if name != "idempotency_key"}
        return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


def claim(session: Session, wanted: Sequence[Wanted]) -> list[dict[str, Any] | None]:
    """Write the keys that are new; return for each write None, or the answer given before.

    The database decides: of two that come at once, one waits for the other and then sees its row.
    """
    rows = {w.digest: _row(w) for w in reversed(wanted) if w.digest}
    if not rows:
        return [None] * len(wanted)
    statement = upsert(session, IdempotencyKey.__table__).on_conflict_do_nothing()
    new = set(session.execute(statement.returning(IdempotencyKey.__table__.c.key), list(rows.values())).scalars())
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


def _known(session: Session, digests: list[str | None]) -> dict[str | None, tuple[str, dict[str, Any]]]:
    if not digests:
        return {}
    rows = session.execute(select(IdempotencyKey).where(IdempotencyKey.key.in_(digests))).scalars()
    return {row.key: (row.fingerprint, row.answer) for row in rows}


def _same(wanted: Wanted, before: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    fingerprint, answer = before
    if fingerprint != wanted.fingerprint:
        raise KeyUsedOtherwise()
    return answer


def forget_old(session: Session) -> None:
    """Drop keys older than a week."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < clock.now() - KEEP))
