"""Keys of department systems, front ends and Open311 clients: 256 random bits, only their digest is kept."""

import hashlib
import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput
from services.common.ids import uuid7
from services.intake.contract.refusals import KeyNotFound
from services.intake.models import ApiKey

MARK = "hub311_"


def issue(session: Session, message: dict[str, Any]) -> dict[str, Any]:
    """Make a key; it is shown this once."""
    if (message["kind"] == "department") != bool(message["department"]):
        detail = "A department's key names its department, other keys name none."
        raise InvalidInput(errors=[{"pointer": "/department", "detail": detail}])
    key = MARK + secrets.token_urlsafe(32)
    row = ApiKey(
        id=uuid7(),
        sha256=hashlib.sha256(key.encode()).hexdigest(),
        prefix=key[:12],
        kind=message["kind"],
        name=message["name"],
        department=message["department"],
        created_at=clock.now(),
        expires_at=message["expires_at"],
    )
    session.add(row)
    return {"id": row.id, "key": key, "prefix": row.prefix}


def holder(session: Session, sha256: str) -> dict[str, Any]:
    """Return whose key it is; KeyNotFound when it is unknown, expired or revoked."""
    row = session.execute(select(ApiKey).where(ApiKey.sha256 == sha256)).scalar_one_or_none()
    expires_at = clock.as_utc(row.expires_at) if row else None
    if row is None or row.revoked_at or (expires_at and expires_at < clock.now()):
        raise KeyNotFound()
    return {"id": row.id, "kind": row.kind, "name": row.name, "department": row.department}


def revoke(session: Session, key_id: str) -> None:
    """End a key."""
    row = session.get(ApiKey, key_id)
    if row is None:
        raise KeyNotFound()
    row.revoked_at = row.revoked_at or clock.now()
