"""Drafts of requests: kept for a week after the last change, seen by who wrote them, gone when they are handed in."""

import base64
import hmac
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.caller import Caller
from services.common.contract import dump
from services.common.errors import InvalidInput, VersionConflict
from services.common.ids import uuid7
from services.intake.contract.drafts import DraftContent
from services.intake.contract.refusals import DraftNotFound, TooManyDrafts
from services.intake.models import RequestDraft

GOOD_FOR = timedelta(days=7)
AT_MOST = timedelta(days=30)  # however often it is changed
MOST_DRAFTS = 100
PORTION = 500


def owner_of(caller: Caller) -> str | None:
    """Return whose drafts a caller writes: staff and clients have their own, others hold a key for each."""
    return f"{caller.kind}:{caller.subject}" if caller.kind in ("staff", "system") else None


def key_of(secret: bytes, id: str) -> str:
    """Return what opens a draft that is nobody's own: it follows from the id and is stored nowhere."""
    mark = hmac.digest(secret, f"draft:{id}".encode(), "sha256")[:18]
    return base64.urlsafe_b64encode(mark).decode()


def save(session: Session, content: dict[str, Any], caller: Caller) -> RequestDraft:
    """Keep a draft; TooManyDrafts when its writer has a hundred."""
    owner, now = owner_of(caller), clock.now()
    if owner is not None:
        mine = select(func.count()).select_from(RequestDraft).where(RequestDraft.owner == owner)
        if session.execute(mine).scalar_one() >= MOST_DRAFTS:
            raise TooManyDrafts()
    row = RequestDraft(
        id=uuid7(), owner=owner, content=_as_kept(content), version=1, made_at=now, changed_at=now,
        expires_at=now + GOOD_FOR,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _as_kept(content: dict[str, Any]) -> dict[str, Any]:
    """Return what was really said, in the form of the wire."""
    said = dump(DraftContent, content)
    return {name: value for name, value in said.items() if value not in (None, "", [], {}, False)}


def find(session: Session, secret: bytes, message: dict[str, Any], caller: Caller, lock: bool = False) -> RequestDraft:
    """Return a draft to whom it belongs; DraftNotFound to anybody else, and once it is over."""
    query = select(RequestDraft).where(RequestDraft.id == message["id"], RequestDraft.expires_at > clock.now())
    row = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if row is None or not _is_theirs(row, secret, message["key"], caller):
        raise DraftNotFound()
    return row


def _is_theirs(row: RequestDraft, secret: bytes, key: str | None, caller: Caller) -> bool:
    if row.owner is not None:
        return row.owner == owner_of(caller)
    return hmac.compare_digest((key or "").encode(), key_of(secret, row.id).encode())


def change(row: RequestDraft, version: int, content: dict[str, Any]) -> None:
    """Write a draft anew; VersionConflict when it was changed elsewhere meanwhile."""
    if row.version != version:
        raise VersionConflict()
    now = clock.now()
    row.content, row.changed_at, row.version = _as_kept(content), now, row.version + 1
    row.expires_at = min(now + GOOD_FOR, (clock.as_utc(row.made_at) or now) + AT_MOST)


def page(session: Session, caller: Caller, limit: int, cursor: str | None) -> dict[str, Any]:
    """Return the caller's own drafts, newest first."""
    owner = owner_of(caller)
    query = select(RequestDraft).where(RequestDraft.owner == owner, RequestDraft.expires_at > clock.now())
    if cursor:
        query = query.where(RequestDraft.id < cursor)
    rows = session.execute(query.order_by(RequestDraft.id.desc()).limit(limit + 1)).scalars().all() if owner else []
    shown = rows[:limit]
    return {"items": [view(row) for row in shown], "next": shown[-1].id if len(rows) > len(shown) else None}


def view(row: RequestDraft) -> dict[str, Any]:
    """Return a draft as its writer sees it."""
    times = {name: clock.as_utc(getattr(row, name)) for name in ("made_at", "changed_at", "expires_at")}
    return {"id": row.id, "version": row.version, "content": row.content} | times


def as_request(row: RequestDraft) -> dict[str, Any]:
    """Return the request that a draft has become, with a key under which it is opened once."""
    if not row.content.get("service_code"):
        raise InvalidInput(errors=[{"pointer": "/content/service_code", "detail": "The draft names no service type."}])
    return row.content | {"idempotency_key": f"draft-{row.id}"}


def forget(session: Session, now: datetime) -> int:
    """Delete drafts that are over, a portion of them; return how many."""
    over = select(RequestDraft.id).where(RequestDraft.expires_at <= now).limit(PORTION)
    gone = delete(RequestDraft).where(RequestDraft.id.in_(over)).returning(RequestDraft.id)
    return len(session.execute(gone).all())
