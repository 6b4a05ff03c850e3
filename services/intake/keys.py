"""Keys of API clients: 256 random bits, only their digest is kept; two may be live, so that they can be exchanged."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from services.common import clock
from services.common.errors import InvalidInput
from services.common.ids import uuid7
from services.intake.contract.keys import SCOPES
from services.intake.contract.refusals import ClientNotFound, KeyNotFound, TooManyKeys
from services.intake.models import ApiClient, ApiKey

MARK = "hub311_"
MOST_LIVE = 2


def issue(session: Session, message: dict[str, Any]) -> dict[str, Any]:
    """Make a key of a client, new or known; it is shown this once."""
    client = _known(session, message["client"]) if message["client"] else _describe(session, message)
    scopes = message["scopes"] if message["scopes"] is not None else SCOPES
    return make(session, client, scopes, message["expires_at"])


def _known(session: Session, client_id: str) -> ApiClient:
    query = select(ApiClient).where(ApiClient.id == client_id, ApiClient.ended_at.is_(None)).with_for_update()
    client = session.execute(query).scalar_one_or_none()
    if client is None:
        raise ClientNotFound()
    return client


def _describe(session: Session, message: dict[str, Any]) -> ApiClient:
    if (message["kind"] == "department") != bool(message["department"]):
        detail = "A department's key names its department, other keys name none."
        raise InvalidInput(errors=[{"pointer": "/department", "detail": detail}])
    now = clock.now()
    described = {name: message[name] for name in ("kind", "name", "department")}
    client = ApiClient(id=uuid7(), created_at=now, confirmed_at=now, **described)
    session.add(client)
    session.flush()
    return client


def make(session: Session, client: ApiClient, scopes: Sequence[str], expires_at: datetime | None) -> dict[str, Any]:
    """Make a key of a client whose row is locked or new; TooManyKeys when two are live."""
    live = select(ApiKey.id).where(ApiKey.client_id == client.id, _is_live(clock.now()))
    if len(session.execute(live).all()) >= MOST_LIVE:
        raise TooManyKeys()
    key = MARK + secrets.token_urlsafe(32)
    row = ApiKey(
        id=uuid7(),
        client_id=client.id,
        sha256=hashlib.sha256(key.encode()).hexdigest(),
        prefix=key[:12],
        scopes=" ".join(scope for scope in SCOPES if scope in scopes),
        created_at=clock.now(),
        expires_at=expires_at,
    )
    session.add(row)
    return {"id": row.id, "client": client.id, "key": key, "prefix": row.prefix, "expires_at": expires_at}


def _is_live(now: datetime) -> Any:
    return ApiKey.revoked_at.is_(None) & (ApiKey.expires_at.is_(None) | (ApiKey.expires_at > now))


def _live() -> Select[tuple[ApiKey, ApiClient]]:
    query = select(ApiKey, ApiClient).join(ApiClient, ApiClient.id == ApiKey.client_id)
    return query.where(_is_live(clock.now()), ApiClient.ended_at.is_(None))


def holder(session: Session, sha256: str) -> dict[str, Any]:
    """Return whose key it is; KeyNotFound when it is unknown, expired or revoked, or its client has ended."""
    found = session.execute(_live().where(ApiKey.sha256 == sha256)).one_or_none()
    if found is None:
        raise KeyNotFound()
    key, client = found
    said = {name: getattr(client, name) for name in ("kind", "name", "department")}
    return said | {"id": key.id, "client": client.id, "scopes": key.scopes.split()}


def ended(session: Session, held: Sequence[str]) -> list[str]:
    """Return those of the keys that are good no longer."""
    live = set(session.execute(_live().with_only_columns(ApiKey.id).where(ApiKey.id.in_(held))).scalars())
    return [key_id for key_id in held if key_id not in live]


def note_use(session: Session, used: Sequence[str]) -> None:
    """Remember that these keys are in use, all in one statement; gateways say it a few times a minute."""
    session.execute(update(ApiKey).where(ApiKey.id.in_(sorted(set(used)))).values(last_used_at=clock.now()))


def revoke(session: Session, key_id: str, client_id: str | None = None) -> None:
    """End a key, of this client when one is named; to end it twice changes nothing."""
    row = session.get(ApiKey, key_id)
    if row is None or client_id not in (None, row.client_id):
        raise KeyNotFound()
    row.revoked_at = row.revoked_at or clock.now()
