"""The OpenID Connect provider as signing in needs it: where it is asked, and what it says of who comes back."""

import asyncio
import base64
import hashlib
import secrets
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from gateway.tokens import Tokens
from services.common import clock, logs
from services.common.errors import Unauthenticated, Unavailable

log = logs.logger(__name__)
CACHE_SECONDS = 3600
SECONDS = 5
MOST_BYTES = 262_144
SCOPE = "openid profile"


class ProviderSilent(Unavailable):
    """The identity provider does not answer: try again in a minute. Who has signed in already goes on."""


class SignInFailed(Unauthenticated):
    """The identity provider did not confirm who you are: sign in again."""


@dataclass(frozen=True)
class Client:
    """What the provider knows us as; without a secret we are a public client, protected by the proof key alone."""

    id: str
    secret: str
    callback: str


@dataclass(frozen=True)
class Question:
    """What is sealed into the browser's cookie while the provider asks who it is."""

    state: str
    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """The proof key's hash (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def a_question() -> Question:
    """Return a question that nobody can guess."""
    return Question(*(secrets.token_urlsafe(32) for _ in range(3)))


class Provider:
    """Speaks to the provider; what it said of itself is kept for an hour, and longer while it is away."""

    def __init__(self, tokens: Tokens, client: Client) -> None:
        self.tokens = tokens
        self.client = client
        self._about: dict[str, Any] = {}
        self._read_at = float("-inf")

    async def about(self) -> dict[str, Any]:
        """Return the provider's metadata (OpenID Connect Discovery 1.0); ProviderSilent when it was never had."""
        if clock.monotonic_seconds() - self._read_at > CACHE_SECONDS:
            try:
                found = await self._ask(f"{self.tokens.issuer}/.well-known/openid-configuration")
                if found["issuer"].rstrip("/") != self.tokens.issuer:
                    raise ValueError("the provider calls itself by another name")
                self._about, self._read_at = found, clock.monotonic_seconds()
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                log.warning("the identity provider says nothing of itself", extra={"error": type(error).__name__})
                if not self._about:
                    raise ProviderSilent() from error
        return self._about

    async def address(self, question: Question) -> str:
        """Return where the browser is sent to sign in."""
        asked = {
            "response_type": "code", "client_id": self.client.id, "redirect_uri": self.client.callback,
            "scope": SCOPE, "state": question.state, "nonce": question.nonce,
            "code_challenge": question.challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return _with((await self.about())["authorization_endpoint"], asked)

    async def redeem(self, code: str, question: Question) -> tuple[dict[str, Any], str]:
        """Exchange a code for the claims of an ID token, and the token itself; SignInFailed for what does not fit."""
        about = await self.about()
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.client.callback,
            "code_verifier": question.verifier,
        }  # fmt: skip
        try:
            said = await self._ask(about["token_endpoint"], *self._as_client(about, form))
            token = said["id_token"]
        except urllib.error.HTTPError as error:
            raise (SignInFailed() if error.code < 500 else ProviderSilent()) from error
        except OSError as error:
            raise ProviderSilent() from error
        except (ValueError, KeyError, TypeError) as error:
            raise SignInFailed() from error
        claims = await self.tokens.verify_id_token(token, self.client.id)
        if claims is None or claims.get("nonce") != question.nonce:
            raise SignInFailed()
        return claims, token

    def _as_client(self, about: dict[str, Any], form: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the form and headers by which we are known (OpenID Connect Core, section 9)."""
        if not self.client.secret:
            return form | {"client_id": self.client.id}, {}
        methods = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" not in methods:
            return form | {"client_id": self.client.id, "client_secret": self.client.secret}, {}
        pair = f"{quote(self.client.id, safe='')}:{quote(self.client.secret, safe='')}"
        return form, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    async def way_out(self, hint: str, back: str) -> str:
        """Return where the browser ends its session at the provider too; empty when the provider has no such place."""
        try:
            place = (await self.about()).get("end_session_endpoint")
        except ProviderSilent:
            return ""
        said = {"client_id": self.client.id, "post_logout_redirect_uri": back} | (
            {"id_token_hint": hint} if hint else {}
        )
        return _with(place, said) if place else ""

    async def _ask(self, url: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> Any:
        return await asyncio.to_thread(_fetch, url, form, headers or {})


def _with(url: str, asked: dict[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}"


def _fetch(url: str, form: dict[str, str] | None, headers: dict[str, str]) -> Any:
    if not url.startswith(("http://", "https://")):
        raise ValueError("not an address of the web")
    body = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, body, {"Accept": "application/json"} | headers)
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return orjson.loads(answer.read(MOST_BYTES))
