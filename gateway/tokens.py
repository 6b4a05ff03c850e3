"""Verifying tokens of the one OpenID Connect provider by its published keys: access, ID and logout tokens."""

import asyncio
import base64
import urllib.request
from typing import Any

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from gateway.limits import Buckets, Rate
from services.common import clock, logs, metrics
from services.common.errors import Unavailable

log = logs.logger(__name__)
ALGORITHMS = ["RS256", "ES256"]
TYPES = ("at+jwt", "application/at+jwt")
PLAIN_TYPES = ("", "jwt")
LOGOUT_TYPES = ("", "jwt", "logout+jwt", "application/logout+jwt")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_SECONDS = 300
CACHE_SECONDS = 3600
RETRY_SECONDS = 60
FIRST_SECONDS = 1  # before the first success everybody waits for it
REFETCHES = Rate(per_second=0.1, burst=3)
FETCH_SECONDS = 3
WAIT_SECONDS = 5
LEEWAY_SECONDS = 30
MOST_BYTES = 262_144

fetches_total = metrics.counter(
    "gateway_jwks_fetches_total", "Fetches of the identity provider's keys by what came of them", ("outcome",)
)


class ProviderAway(Unavailable):
    """The identity provider does not answer, and its keys are not known yet: repeat shortly."""


class Tokens:
    """Holds the provider's keys; they stay in use while the provider is away."""

    def __init__(self, issuer: str, audience: str) -> None:
        self.issuer = issuer
        self._keys: dict[str, Any] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._fetching: asyncio.Task[None] | None = None
        self._refetches = Buckets(REFETCHES)
        self._claims = self._claims_for(audience)

    def _claims_for(self, audience: str, **more: Any) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": audience},
            **({"exp": {"essential": True}} | more),
        )

    async def verify(self, token: str) -> dict[str, Any] | None:
        """Return the claims of a valid access token (RFC 9068), None for any other.

        ProviderAway while no key is known at all.
        """
        claims = await self._verify(token, TYPES, self._claims)
        return claims if claims and claims.get("sub") else None

    async def verify_id_token(self, token: str, client: str) -> dict[str, Any] | None:
        """Return the claims of a valid ID token for this client (OpenID Connect Core, 3.1.3.7), None for any other."""
        claims = await self._verify(token, PLAIN_TYPES, self._claims_for(client))
        if not claims or not claims.get("sub") or claims.get("azp", client) != client:
            return None
        return claims

    async def verify_logout_token(self, token: str, client: str) -> dict[str, Any] | None:
        """Return the claims of a valid logout token (OpenID Connect Back-Channel Logout, 2.6), None for any other."""
        wanted = self._claims_for(client, exp={"essential": False}, iat={"essential": True})
        claims = await self._verify(token, LOGOUT_TYPES, wanted)
        if not claims or "nonce" in claims or not (claims.get("sub") or claims.get("sid")):
            return None
        events = claims.get("events")
        fresh = clock.epoch_seconds() - claims["iat"] < LOGOUT_SECONDS
        return claims if isinstance(events, dict) and LOGOUT_EVENT in events and fresh else None

    async def _verify(self, token: str, types: tuple[str, ...], wanted: JWTClaimsRegistry) -> dict[str, Any] | None:
        header = read_header(token)
        if not self.issuer or header is None or not is_acceptable(header, types):
            return None
        key = await self._key(header["kid"])
        if key is None or key.key_type != {"RS256": "RSA", "ES256": "EC"}[header["alg"]]:
            return None
        try:
            claims = jwt.decode(token, key, algorithms=[header["alg"]]).claims
            wanted.validate(claims)
        except (JoseError, ValueError, TypeError):
            return None
        return claims

    async def _key(self, kid: str) -> Any:
        """Return the key of this id; an unknown id has the keys fetched again, so that a new key is good at once.

        Who comes while they are being fetched and needs them waits for that one fetch; an old key goes on meanwhile.
        """
        if self._fetching is None and self._shall_fetch(kid):
            self._fetching = asyncio.create_task(self._fetch())
        if self._fetching is not None and kid not in self._keys:
            await asyncio.wait((self._fetching,), timeout=WAIT_SECONDS)
        if not self._keys:
            raise ProviderAway()
        return self._keys.get(kid)

    def _shall_fetch(self, kid: str) -> bool:
        """Whether to ask the provider: whoever invents ids has it asked three times, then once in ten seconds."""
        now = clock.monotonic_seconds()
        if not self._keys:
            return now - self._tried_at > FIRST_SECONDS
        if kid not in self._keys:
            return self._refetches.take("keys") == 0
        return now - self._fetched_at > CACHE_SECONDS and now - self._tried_at > RETRY_SECONDS

    async def _fetch(self) -> None:
        try:
            keys = await asyncio.to_thread(fetch_keys, self.issuer)
        except (OSError, ValueError, KeyError, TypeError, JoseError) as error:
            fetches_total.labels("failed").inc()
            log.warning("the identity provider's keys cannot be fetched", extra={"error": type(error).__name__})
        else:
            self._keys = keys
            self._fetched_at = clock.monotonic_seconds()
            fetches_total.labels("fetched").inc()
        finally:
            self._tried_at = clock.monotonic_seconds()
            self._fetching = None


def read_header(token: str) -> dict[str, Any] | None:
    """Return the token's header, None when it cannot be read."""
    part = token.partition(".")[0]
    try:
        header = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return None
    return header if isinstance(header, dict) else None


def is_acceptable(header: dict[str, Any], types: tuple[str, ...]) -> bool:
    """Whether the header is that of a token of these types, by an algorithm and key that may be used here."""
    kind = header.get("typ", "")
    return (
        header.get("alg") in ALGORITHMS
        and isinstance(header.get("kid"), str)
        and isinstance(kind, str)
        and kind.lower() in types
        and "crit" not in header
    )


def fetch_keys(issuer: str) -> dict[str, Any]:
    """Return the provider's signing keys by id, found by OpenID Connect Discovery."""
    found = _get(f"{issuer}/.well-known/openid-configuration")
    if found["issuer"].rstrip("/") != issuer:
        raise ValueError("the provider calls itself by another name")
    usable = [key for key in _get(found["jwks_uri"])["keys"] if key.get("use", "sig") == "sig" and key.get("kid")]
    usable = [key for key in usable if key.get("kty") in ("RSA", "EC")]
    return {key.kid: key for key in KeySet.import_key_set({"keys": usable}).keys if key.kid}


def _get(url: str) -> Any:
    if not url.startswith(("http://", "https://")):
        raise ValueError("not an address of the web")
    with urllib.request.urlopen(url, timeout=FETCH_SECONDS) as answer:
        return orjson.loads(answer.read(MOST_BYTES))
