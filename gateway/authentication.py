"""Who asks: a token, key, PIN or a browser's session, or nobody; what is wrong is never taken for nobody."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from gateway.exchange import Exchange
from gateway.keyring import KeyRing
from gateway.limits import Limits
from gateway.sign_in.sessions import Sessions
from gateway.tokens import Tokens
from services.common import clock
from services.common.caller import ANONYMOUS, Caller
from services.common.errors import Forbidden, Unauthenticated

KEPT_SECONDS = 60
KEPT_WRONG_SECONDS = 10
MOST_KEPT = 5000
MOST_LETTERS = 4096


class TokenRefused(Unauthenticated):
    """The token or key is not valid here."""

    challenge = "invalid_token"


class NotAllowedHere(Forbidden):
    """This address is not for those who identify themselves in this way."""


@dataclass(frozen=True)
class Known:
    """What was found out of a token (None: that it is wrong), in seconds that never jump."""

    caller: Caller | None
    until: float


class Authentication:
    """Turns the headers of a request into a caller."""

    def __init__(self, tokens: Tokens, keys: KeyRing, limits: Limits, sessions: Sessions) -> None:
        self.tokens = tokens
        self.sessions = sessions
        self.keys = keys
        self.limits = limits
        self._known: OrderedDict[bytes, Known] = OrderedDict()

    async def identify(self, exchange: Exchange) -> Caller:
        """Return the caller; TokenRefused for what is not valid."""
        given = exchange.header(b"authorization")
        if given:
            return await self._bearer(given, exchange)
        pin = exchange.header(b"request-pin")
        if pin:
            return Caller(kind="resident", pin=pin)
        return await self.sessions.identify(exchange) or ANONYMOUS

    async def identify_key(self, key: str, exchange: Exchange) -> Caller:
        """Return the system whose key this is, wherever in the request it stood; TokenRefused when it is nobody's.

        An unknown key costs a question to intake: whoever tries many is slowed down like a caller without key.
        """
        if not 0 < len(key) <= MOST_LETTERS:
            raise TokenRefused()
        if not self.keys.knows(key):
            self.limits.check_stranger(exchange)
        caller = await self.keys.find(key, exchange.traceparent)
        if caller is None:
            raise TokenRefused()
        return caller

    async def _bearer(self, given: str, exchange: Exchange) -> Caller:
        scheme, _, token = given.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > MOST_LETTERS:
            raise TokenRefused("Send Authorization: Bearer and a token or key.")
        if token.count(".") != 2:
            return await self.identify_key(token, exchange)
        digest = hashlib.sha256(token.encode("latin-1")).digest()
        known = self._known.get(digest)
        if known is None or clock.monotonic_seconds() > known.until:
            known = await self._staff(digest, token)
        if known.caller is None:
            raise TokenRefused()
        return known.caller

    async def _staff(self, digest: bytes, token: str) -> Known:
        claims = await self.tokens.verify(token)
        if claims is None:
            return self._keep(digest, None, KEPT_WRONG_SECONDS)
        seconds = min(KEPT_SECONDS, claims["exp"] - clock.epoch_seconds())
        return self._keep(digest, staff_caller(claims), seconds)

    def _keep(self, digest: bytes, caller: Caller | None, seconds: float) -> Known:
        known = self._known[digest] = Known(caller, clock.monotonic_seconds() + seconds)
        self._known.move_to_end(digest)
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return known


def staff_caller(claims: dict[str, Any]) -> Caller:
    """Return the caller of a staff token; its roles are the county-wide ones, the rest is for routing to say."""
    roles = claims.get("roles")
    named = tuple(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else ()
    return Caller(kind="staff", subject=claims["sub"], roles=named)
