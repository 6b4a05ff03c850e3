"""Verifying staff tokens: RFC 9068 access tokens of the one OpenID Connect provider, by its published keys."""

import asyncio
import base64
import urllib.request
from typing import Any

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from services.common import clock, logs, metrics
from services.common.errors import Unavailable

log = logs.logger(__name__)
ALGORITHMS = ["RS256", "ES256"]
TYPES = ("at+jwt", "application/at+jwt")
CACHE_SECONDS = 3600
RETRY_SECONDS = 60
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
        self._claims = JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )

    async def verify(self, token: str) -> dict[str, Any] | None:
        """Return the claims of a valid token, None for any other; ProviderAway while no key is known at all."""
        header = read_header(token)
        if not self.issuer or header is None or not is_acceptable(header):
            return None
        key = await self._key(header["kid"])
        if key is None or key.key_type != {"RS256": "RSA", "ES256": "EC"}[header["alg"]]:
            return None
        try:
            claims = jwt.decode(token, key, algorithms=[header["alg"]]).claims
            self._claims.validate(claims)
        except (JoseError, ValueError, TypeError):
            return None
        return claims if claims["sub"] else None

    async def _key(self, kid: str) -> Any:
        """Return the key of this id; an unknown id has the keys fetched again, at most once a minute.

        Who comes while they are being fetched and needs them waits for that one fetch; an old key goes on meanwhile.
        """
        now = clock.monotonic_seconds()
        stale = now - self._fetched_at > CACHE_SECONDS
        if self._fetching is None and (kid not in self._keys or stale) and now - self._tried_at > RETRY_SECONDS:
            self._fetching = asyncio.create_task(self._fetch())
        if self._fetching is not None and kid not in self._keys:
            await asyncio.wait((self._fetching,), timeout=WAIT_SECONDS)
        if not self._keys:
            raise ProviderAway()
        return self._keys.get(kid)

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
            # Before the first success everybody waits for it, so look again soon.
            self._tried_at = clock.monotonic_seconds() - (0 if self._keys else RETRY_SECONDS - 1)
            self._fetching = None


def read_header(token: str) -> dict[str, Any] | None:
    """Return the token's header, None when it cannot be read."""
    part = token.partition(".")[0]
    try:
        header = orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return None
    return header if isinstance(header, dict) else None


def is_acceptable(header: dict[str, Any]) -> bool:
    """Whether the header is that of an access token by an algorithm and key that may be used here."""
    kind = header.get("typ")
    return (
        header.get("alg") in ALGORITHMS
        and isinstance(header.get("kid"), str)
        and isinstance(kind, str)
        and kind.lower() in TYPES
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
