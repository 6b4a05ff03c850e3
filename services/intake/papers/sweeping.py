"""Which files may leave the disk: those of requests closed long ago, and those to which nothing refers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from services.common.blobs import Blobs
from services.common.database import Store
from services.intake.models import RequestAttachment, ServiceRequest
from services.intake.privacy import holds

KEEP_AFTER_CLOSING = timedelta(days=730)
PORTION = 500
# Longer than any upload takes between its file and its row.
GRACE_SECONDS = 3600


def forget_expired(session: Session, now: datetime) -> int:
    """Forget a portion of what belongs to requests closed long ago and not held; call again while it is full."""
    query = (
        select(RequestAttachment.id)
        .join(ServiceRequest, ServiceRequest.number == RequestAttachment.number)
        .where(ServiceRequest.status == "closed", ServiceRequest.updated_at < now - KEEP_AFTER_CLOSING)
        .where(RequestAttachment.at < now - KEEP_AFTER_CLOSING, ~holds.is_held(RequestAttachment.number))
        .limit(PORTION)
    )
    ids = session.execute(query).scalars().all()
    session.execute(delete(RequestAttachment).where(RequestAttachment.id.in_(ids)))
    return len(ids)


def needed(session: Session, wanted: Iterable[str]) -> set[str]:
    """Return those hashes to which an attachment refers."""
    asked = list(wanted)
    columns = (RequestAttachment.sha256, RequestAttachment.thumbnail_sha256)
    rows = session.execute(select(*columns).where(or_(*(column.in_(asked) for column in columns))))
    return {digest for row in rows for digest in row if digest in asked}


def drop(blobs: Blobs, store: Store, digests: Iterable[str]) -> int:
    """Drop files to which nothing refers; return how many went. No transaction is open meanwhile."""

    def is_needed(digest: str) -> bool:
        with store.reading() as session:
            return bool(needed(session, [digest]))

    return sum(blobs.drop(digest, is_needed) for digest in digests)


def orphans(store: Store, candidates: list[str]) -> list[str]:
    """Return those of many hashes to which nothing refers."""
    found: list[str] = []
    for start in range(0, len(candidates), PORTION):
        portion = candidates[start : start + PORTION]
        with store.reading() as session:
            kept = needed(session, portion)
        found += [digest for digest in portion if digest not in kept]
    return found
