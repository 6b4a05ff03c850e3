"""Authorization codes and refresh tokens: each is good once, and a stolen one ends the whole session."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from deploy.private_files import write_private

CODE_SECONDS = 60
SESSION_SECONDS = 12 * 3600


class GrantRefused(Exception):
    """The code or refresh token is unknown, used, expired or of another client."""


@dataclass(frozen=True)
class Session:
    """One sign-in of a person at a client; refresh tokens of the same sign-in share its id."""

    id: str
    client: str
    subject: str
    scope: str
    signed_in: int
    nonce: str | None = None


@dataclass(frozen=True)
class Code:
    """What a code was given for."""

    session: Session
    redirect_uri: str
    challenge: str
    expires: float


class Grants:
    """Codes live in memory for a minute, refresh tokens hashed in a file for a shift."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "sessions.json"
        self._codes: dict[str, Code] = {}
        self._known: dict[str, dict] = json.loads(self._path.read_text()) if self._path.exists() else {}

    def give_code(self, session: Session, redirect_uri: str, challenge: str) -> str:
        """A code for the client to exchange within a minute."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = Code(session, redirect_uri, challenge, time.monotonic() + CODE_SECONDS)
        return code

    def take_code(self, code: str, client: str, redirect_uri: str, verifier: str) -> Session:
        """The session that a code stands for; raises GrantRefused unless client, address and proof key fit."""
        known = self._codes.pop(code, None)
        if known is None or time.monotonic() > known.expires:
            raise GrantRefused("The code is unknown or no longer good.")
        if (known.session.client, known.redirect_uri) != (client, redirect_uri):
            raise GrantRefused("The code belongs to another client or address.")
        if not secrets.compare_digest(create_s256_code_challenge(verifier), known.challenge):
            raise GrantRefused("The proof key does not fit.")
        return known.session

    def give_refresh(self, session: Session) -> str:
        """A refresh token, good once."""
        token = secrets.token_urlsafe(32)
        self._known[_hash(token)] = {**asdict(session), "used": False}
        self._save()
        return token

    def take_refresh(self, token: str, client: str) -> Session:
        """The session of a refresh token; one used before ends the session, since somebody has copied it."""
        entry = self._known.get(_hash(token))
        if entry is None or entry["client"] != client:
            raise GrantRefused("The refresh token is unknown.")
        if entry["used"]:
            self.end(entry["id"])
            raise GrantRefused("The refresh token was used before; the session is over.")
        entry["used"] = True
        self._save()
        return Session(**{name: value for name, value in entry.items() if name != "used"})

    def end(self, session_id: str) -> None:
        """Forgets every refresh token of a session."""
        self._known = {key: entry for key, entry in self._known.items() if entry["id"] != session_id}
        self._save()

    def _save(self) -> None:
        oldest = time.time() - SESSION_SECONDS
        self._known = {key: entry for key, entry in self._known.items() if entry["signed_in"] > oldest}
        write_private(self._path, json.dumps(self._known))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
