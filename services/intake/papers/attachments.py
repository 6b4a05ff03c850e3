"""Attaching pictures and documents to a request, showing, publishing and removing them."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services.common import clock, outbox
from services.common.cleaning.kinds import JPEG, SUFFIXES
from services.common.errors import Forbidden
from services.common.ids import uuid7
from services.intake import sayings
from services.intake.contract.refusals import AttachmentNotFound, TooManyAttachments
from services.intake.models import RequestAttachment, ServiceRequest
from services.intake.privacy import holds

MOST = 5  # files a request
BY_RESIDENTS = ("resident", "anonymous")
SHOWN = ("id", "number", "media_type", "size_bytes", "width", "height", "pages", "public")


def room(session: Session, number: str) -> int:
    """Return how many files the request can still take; TooManyAttachments when it is none."""
    query = select(func.count()).select_from(RequestAttachment).where(RequestAttachment.number == number)
    left = MOST - session.execute(query).scalar_one()
    if left < 1:
        raise TooManyAttachments()
    return left


def attach(session: Session, request: ServiceRequest, message: dict[str, Any], by: str) -> RequestAttachment:
    """Note a file that lies in the blob store; the same file again is the attachment that is there already."""
    same = select(RequestAttachment).where(
        RequestAttachment.number == request.number, RequestAttachment.sha256 == message["sha256"]
    )
    known = session.execute(same).scalar_one_or_none()
    if known is not None:
        return known
    room(session, request.number)
    members = ("sha256", "thumbnail_sha256", "media_type", "size_bytes", "width", "height", "pages")
    row = RequestAttachment(
        id=uuid7(), number=request.number, at=clock.now(), by=by, public=False, **{m: message[m] for m in members}
    )
    session.add(row)
    outbox.say(session, [sayings.supplemented(request, "attachment", by)])
    return row


def rows_of(message: dict[str, Any], number: str, at: datetime, by: str) -> list[dict[str, Any]]:
    """Return the rows of files that come with a new request; private, as those that come later."""
    different = {file["sha256"]: file for file in message.get("files", ())}
    return [f | {"id": uuid7(), "number": number, "at": at, "by": by, "public": False} for f in different.values()]


def find(session: Session, number: str, id: str) -> RequestAttachment:
    """Return an attachment of a request; AttachmentNotFound when it has no such one."""
    row = session.get(RequestAttachment, id)
    if row is None or row.number != number:
        raise AttachmentNotFound()
    return row


def file_of(row: RequestAttachment, thumbnail: bool) -> dict[str, Any]:
    """Return where the bytes are; the name is made here, because people write themselves into the names of files."""
    digest, media_type = (row.thumbnail_sha256, JPEG) if thumbnail else (row.sha256, row.media_type)
    if digest is None:
        raise AttachmentNotFound()
    name = f"{row.number}-{row.id[-4:]}.{SUFFIXES[media_type]}"
    return {"sha256": digest, "media_type": media_type, "file_name": name}


def publish(row: RequestAttachment, public: bool) -> RequestAttachment:
    """Let anybody see it, or no longer."""
    row.public = public
    return row


def remove(session: Session, row: RequestAttachment, own_only: bool) -> list[str]:
    """Forget an attachment and return its hashes, whose files are to be dropped; residents remove their own ones.

    UnderHold when a court may want it.
    """
    if own_only and row.by not in BY_RESIDENTS:
        raise Forbidden("Staff attached this one; ask 311 to remove it.")
    holds.refuse_held(session, [row.number])
    session.delete(row)
    return digests(row)


def forget(session: Session, numbers: list[str]) -> list[str]:
    """Forget all attachments of requests and return their hashes, whose files are to be dropped after the commit."""
    rows = session.execute(select(RequestAttachment).where(RequestAttachment.number.in_(numbers))).scalars().all()
    session.execute(delete(RequestAttachment).where(RequestAttachment.number.in_(numbers)))
    return [digest for row in rows for digest in digests(row)]


def digests(row: RequestAttachment) -> list[str]:
    """Return the hashes of an attachment's files."""
    return [digest for digest in (row.sha256, row.thumbnail_sha256) if digest]


def of_request(session: Session, number: str) -> list[RequestAttachment]:
    """Return what is attached to a request, oldest first."""
    query = select(RequestAttachment).where(RequestAttachment.number == number).order_by(RequestAttachment.id)
    return list(session.execute(query).scalars())


def view(row: RequestAttachment, internal: bool) -> dict[str, Any]:
    """Return what is shown of an attachment; who added it is for staff."""
    shown = {name: getattr(row, name) for name in SHOWN} | {"at": clock.as_utc(row.at)}
    shown["has_thumbnail"] = row.thumbnail_sha256 is not None
    return shown | ({"by": row.by} if internal else {})
