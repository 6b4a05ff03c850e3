"""The life of a standard reply: drafted by one person, approved by another, replaced by its next version, retired."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.ids import uuid7
from services.notify.contract.refusals import OwnDraft, StandardReplyNotFound
from services.notify.models import StandardReply
from services.notify.replies import wording

DRAFT, APPROVED, RETIRED = "draft", "approved", "retired"
KEPT = ("use", "close_code", "department", "valid_from", "valid_until", "texts")


def draft(session: Session, message: dict[str, Any], by: str) -> StandardReply:
    """Write the next version down; a draft that stands already is written anew."""
    wording.check({language: words["text"] for language, words in message["texts"].items()})
    row = _find(session, message["code"], DRAFT)
    if row is None:
        newest = select(func.max(StandardReply.version)).where(StandardReply.code == message["code"])
        version = (session.execute(newest).scalar() or 0) + 1
        row = StandardReply(id=uuid7(), code=message["code"], version=version, state=DRAFT)
        session.add(row)
    for name in KEPT:
        setattr(row, name, message[name])
    row.services = framed(message["services"])
    row.drafted_by, row.drafted_at = by, clock.now()
    session.flush()
    return row


def approve(session: Session, code: str, version: int, by: str) -> StandardReply:
    """Let a draft be used, by somebody else than who wrote it; what was used before is retired."""
    row = _find(session, code, DRAFT)
    if row is None or row.version != version:
        raise StandardReplyNotFound("There is no such draft: read what it says now.")
    if row.drafted_by == by:
        raise OwnDraft()
    before = _find(session, code, APPROVED)
    if before is not None:
        _end(before)
        session.flush()
    row.state, row.approved_by, row.approved_at = APPROVED, by, clock.now()
    return row


def retire(session: Session, code: str) -> StandardReply:
    """Let a reply be used no longer."""
    row = _find(session, code, APPROVED)
    if row is None:
        raise StandardReplyNotFound()
    _end(row)
    return row


def _end(row: StandardReply) -> None:
    row.state, row.ended_at = RETIRED, clock.now()


def _find(session: Session, code: str, state: str) -> StandardReply | None:
    query = select(StandardReply).where(StandardReply.code == code, StandardReply.state == state)
    return session.execute(query.with_for_update()).scalar_one_or_none()


def framed(codes: list[str]) -> str | None:
    """Write codes so that one can be looked for by LIKE on both databases; None for all service types."""
    return f",{','.join(codes)}," if codes else None


def unframed(text: str | None) -> list[str]:
    """Read them back."""
    return text.strip(",").split(",") if text else []
