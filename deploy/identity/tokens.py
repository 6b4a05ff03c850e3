"""Tokens: who somebody is and county-wide roles, signed; never a department or a tier."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from joserfc import jwt

from deploy.identity.grants import Session
from deploy.identity.keys import ALGORITHM, SigningKeys

ACCESS_MINUTES = 10
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
RUNNER = "hub311-runner"


def mint(
    folder: Path,
    issuer: str,
    audience: str,
    subject: str,
    roles: list[str],
    name: str,
    minutes: float = ACCESS_MINUTES,
    client: str = RUNNER,
    **claims: Any,
) -> str:
    """An access token (RFC 9068) signed with the newest key in `folder`; `claims` replace or add."""
    now = int(time.time())
    body = {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "iat": now,
        "exp": now + int(minutes * 60),
        "jti": str(uuid.uuid4()),
        "client_id": client,
        "roles": roles,
        "name": name,
    }
    return _sign(folder, "at+jwt", body | claims)


def mint_id_token(folder: Path, issuer: str, session: Session, name: str, roles: Sequence[str] = ()) -> str:
    """An ID token (OpenID Connect Core, section 2) for the client of the session."""
    now = int(time.time())
    body: dict[str, Any] = {
        "iss": issuer,
        "aud": session.client,
        "sub": session.subject,
        "sid": session.id,
        "name": name,
        "roles": list(roles),
        "auth_time": session.signed_in,
        "iat": now,
        "exp": now + ACCESS_MINUTES * 60,
    }
    return _sign(folder, "JWT", body | ({"nonce": session.nonce} if session.nonce else {}))


def mint_logout_token(folder: Path, issuer: str, client: str, session_id: str) -> str:
    """A logout token (OpenID Connect Back-Channel Logout, section 2.4): this session is over."""
    now = int(time.time())
    body = {"iss": issuer, "aud": client, "iat": now, "exp": now + 120, "jti": str(uuid.uuid4()), "sid": session_id}
    return _sign(folder, "logout+jwt", body | {"events": {LOGOUT_EVENT: {}}})


def _sign(folder: Path, kind: str, body: dict[str, Any]) -> str:
    key = SigningKeys(folder).newest()
    return jwt.encode({"alg": ALGORITHM, "typ": kind, "kid": key.kid}, body, key, algorithms=[ALGORITHM])
