"""The way out: RP-initiated logout, and the word to the client that a session is over (back-channel logout)."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from deploy.identity.grants import Grants
from deploy.identity.keys import ALGORITHM, SigningKeys
from deploy.identity.tokens import mint_logout_token

SECONDS = 5


class SignOut:
    """Ends sessions of an issuer; clients that want to hear of it are named by HUB311_IDENTITY_TELLS (an address)."""

    def __init__(self, folder: Path, issuer: str, grants: Grants) -> None:
        self.folder, self.issuer, self.grants = folder, issuer, grants
        self.tells = os.environ.get("HUB311_IDENTITY_TELLS", "")

    async def leave(self, request: Request) -> Response:
        """End the session that the hint names, tell the client, and send the browser back where it may go."""
        asked = request.query_params
        said = self._read(asked.get("id_token_hint", ""))
        if said.get("sid"):
            self.grants.end(said["sid"])
            await asyncio.to_thread(self._tell, str(said["aud"]), said["sid"])
        back = asked.get("post_logout_redirect_uri", "")
        if not said or not is_loopback(back):
            return PlainTextResponse("You are signed out.\n")
        joint = "&" if urlsplit(back).query else "?"
        state = f"{joint}{urlencode({'state': asked['state']})}" if asked.get("state") else ""
        return RedirectResponse(back + state, 303)

    def _read(self, hint: str) -> dict[str, Any]:
        """The claims of an ID token of ours, also of one that has expired; nothing for what is none."""
        try:
            keys = KeySet.import_key_set(SigningKeys(self.folder).public_set())  # type: ignore[arg-type]
            return dict(jwt.decode(hint, keys, algorithms=[ALGORITHM]).claims)
        except (JoseError, ValueError):
            return {}

    def _tell(self, client: str, session_id: str) -> None:
        if not self.tells:
            return
        token = mint_logout_token(self.folder, self.issuer, client, session_id)
        body = urlencode({"logout_token": token}).encode()
        try:
            urllib.request.urlopen(urllib.request.Request(self.tells, body), timeout=SECONDS).close()
        except OSError as error:
            print(f"identity: {self.tells} was not told of a logout: {error}", flush=True)


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
