"""Who asks: a staff token, a system's key, a resident's PIN, or nobody; what is wrong is never taken for nobody."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from gateway.broker import NoAnswer
from gateway.calls import Calls
from gateway.exchange import Exchange
from gateway.tokens import Tokens
from services.common import clock
from services.common.caller import ANONYMOUS, Caller
from services.common.errors import Forbidden, NotFound, Unauthenticated
from services.intake import contract as intake

KEPT_SECONDS = 60
KEPT_WRONG_SECONDS = 10
KEPT_WITHOUT_INTAKE_SECONDS = 3600
MOST_KEPT = 5000
MOST_LETTERS = 4096
ME = Caller(kind="service", subject="gateway")


class TokenRefused(Unauthenticated):
    """The token or key is not valid here."""

    challenge = "invalid_token"


class NotAllowedHere(Forbidden):
    """This address is not for those who identify themselves in this way."""


@dataclass(frozen=True)
class Known:
    """What was found out of a token or key (None: that it is wrong), in seconds that never jump."""

    caller: Caller | None
    since: float
    until: float


class Authentication:
    """Turns the headers of a request into a caller."""

    def __init__(self, tokens: Tokens, calls: Calls) -> None:
        self.tokens = tokens
        self.calls = calls
        self._known: OrderedDict[bytes, Known] = OrderedDict()

    async def identify(self, exchange: Exchange) -> Caller:
        """Return the caller; TokenRefused for what is not valid."""
        given = exchange.header(b"authorization")
        if given:
            return await self._bearer(given, exchange.traceparent)
        pin = exchange.header(b"request-pin")
        return Caller(kind="resident", pin=pin) if pin else ANONYMOUS

    async def _bearer(self, given: str, trace: str) -> Caller:
        scheme, _, token = given.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or len(token) > MOST_LETTERS:
            raise TokenRefused("Send Authorization: Bearer and a token or key.")
        digest = hashlib.sha256(token.encode("latin-1")).digest()
        known = self._known.get(digest)
        if known is None or clock.monotonic_seconds() > known.until:
            is_jwt = token.count(".") == 2
            known = await (self._staff(digest, token) if is_jwt else self._system(digest, known, trace))
        if known.caller is None:
            raise TokenRefused()
        return known.caller

    async def _staff(self, digest: bytes, token: str) -> Known:
        claims = await self.tokens.verify(token)
        if claims is None:
            return self._keep(digest, None, KEPT_WRONG_SECONDS)
        seconds = min(KEPT_SECONDS, claims["exp"] - clock.epoch_seconds())
        return self._keep(digest, staff_caller(claims), seconds)

    async def _system(self, digest: bytes, known: Known | None, trace: str) -> Known:
        """Ask intake whose key it is; while intake does not answer, a key known within the hour goes on."""
        try:
            holder = await self.calls.make("intake", intake.CHECK_KEY, {"sha256": digest.hex()}, ME, trace)
        except NotFound:
            return self._keep(digest, None, KEPT_WRONG_SECONDS)
        except NoAnswer:
            if known is None or clock.monotonic_seconds() - known.since > KEPT_WITHOUT_INTAKE_SECONDS:
                raise
            return known
        return self._keep(digest, system_caller(holder), KEPT_SECONDS)

    def _keep(self, digest: bytes, caller: Caller | None, seconds: float) -> Known:
        now = clock.monotonic_seconds()
        known = self._known[digest] = Known(caller, now, now + seconds)
        self._known.move_to_end(digest)
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return known


def staff_caller(claims: dict[str, Any]) -> Caller:
    """Return the caller of a staff token; its roles are the county-wide ones, the rest is for routing to say."""
    roles = claims.get("roles")
    named = tuple(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else ()
    return Caller(kind="staff", subject=claims["sub"], roles=named)


def system_caller(holder: dict[str, Any]) -> Caller:
    """Return the caller that a key stands for; the kind of the key is what it may be used for."""
    return Caller(kind="system", subject=holder["id"], roles=(holder["kind"],), department=holder.get("department"))
