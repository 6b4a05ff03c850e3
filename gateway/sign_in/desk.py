"""The addresses of signing in and out: to the provider, back from it, out again, and the provider's own word."""

import hmac
import secrets
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from gateway.exchange import Exchange, Headers
from gateway.gate import Handler
from gateway.limits import Limits
from gateway.paperwork import pairs, read_form, refusing
from gateway.sign_in import pages
from gateway.sign_in.provider import Provider, Question, SignInFailed, a_question
from gateway.sign_in.seals import Seal
from gateway.sign_in.sessions import Session, Sessions
from services.common import clock, logs, metrics
from services.common.caller import ANONYMOUS
from services.common.errors import InvalidInput, Refusal

log = logs.logger(__name__)
HOME = "/me"
ASKED = "hub311-asked"
ASKED_SECONDS = 600
MOST_NAME = 120

sign_ins_total = metrics.counter(
    "gateway_sign_ins_total", "Browsers that came back from the identity provider, by what came of it", ("outcome",)
)
sessions_ended_total = metrics.counter(
    "gateway_sessions_ended_total", "Sessions that ended before their time, by who ended them", ("by",)
)


class SignInDesk:
    """Signs browsers in and out; `returns` are pages of other origins to which one may go back."""

    def __init__(self, provider: Provider, sessions: Sessions, limits: Limits, settings: Any) -> None:
        self.provider = provider
        self.sessions = sessions
        self.limits = limits
        self.public_url = settings.public_url
        self.returns = settings.sign_in_returns
        self.seconds = settings.session_seconds
        self._seal = Seal(settings.secret, "question")

    def rows(self) -> Iterator[tuple[str, str, Handler, str]]:
        """Yield method, address, handler and rank."""
        for method, path, act in (
            ("GET", "/sign-in", self.ask),
            ("GET", "/sign-in/callback", self.come_back),
            ("POST", "/sign-out", self.sign_out),
            ("GET", "/signed-out", self.signed_out),
        ):
            yield method, path, refusing(act, pages.refused, pages.HTML), "read" if method == "GET" else "write"
        yield "POST", "/sign-in/ended", self.hear_of_end, "write"

    async def ask(self, exchange: Exchange) -> None:
        """Send the browser to the provider."""
        self.limits.check(exchange, ANONYMOUS, "read")
        asked = dict(pairs(exchange.scope["query_string"]))
        question = a_question()
        address = await self.provider.address(question)
        kept = asdict(question) | {"back": self.way_back(asked.get("return_to", "")), "at": clock.epoch_seconds()}
        cookie = self.sessions.jar.set(_asked(question.state), self._seal.close(kept), ASKED_SECONDS)
        await exchange.answer(303, b"", [*to(address), cookie])

    def way_back(self, wanted: str) -> str:
        """Return where one goes after signing in: an own page, or one that the settings name; else the first page."""
        parts = urlsplit(wanted)
        if not parts.scheme and not parts.netloc and wanted.startswith("/") and not wanted.startswith(("//", "/\\")):
            return wanted if wanted.isascii() and wanted.isprintable() else HOME
        return wanted if f"{parts.scheme}://{parts.netloc}" in self.returns else HOME

    async def come_back(self, exchange: Exchange) -> None:
        """Take the code that the browser brings back from the provider, and give it a session."""
        self.limits.check(exchange, ANONYMOUS, "read")
        said = dict(pairs(exchange.scope["query_string"]))
        try:
            kept = self._kept(exchange, said)
            question = Question(kept["state"], kept["nonce"], kept["verifier"])
            claims, token = await self.provider.redeem(said["code"], question)
        except Refusal:
            sign_ins_total.labels("refused").inc()
            raise
        session = self._session(claims, token)
        sign_ins_total.labels("signed_in").inc()
        gone = self.sessions.jar.drop(_asked(kept["state"]))
        await exchange.answer(303, b"", [*to(kept["back"]), self.sessions.cookie(session), gone])

    def _kept(self, exchange: Exchange, said: dict[str, str]) -> dict[str, Any]:
        """Return what was asked in this browser; SignInFailed when the answer belongs to no question of ours."""
        state = said.get("state", "")
        kept = self._seal.open(self.sessions.jar.read(exchange, _asked(state))) if state.isascii() else None
        if kept is None or not hmac.compare_digest(kept["state"], state):
            raise SignInFailed("This way back was not asked for in this browser, or too long ago: sign in again.")
        foreign = said.get("iss", self.provider.tokens.issuer).rstrip("/") != self.provider.tokens.issuer
        late = clock.epoch_seconds() - kept["at"] > ASKED_SECONDS
        if foreign or late or "error" in said or not said.get("code"):
            raise SignInFailed()
        return kept

    def _session(self, claims: dict[str, Any], token: str) -> Session:
        roles, now = claims.get("roles"), clock.epoch_seconds()
        named = tuple(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else ()
        return Session(
            id=secrets.token_urlsafe(16), subject=claims["sub"], roles=named,
            name=str(claims.get("name") or "")[:MOST_NAME], started=now, until=now + self.seconds,
            csrf=secrets.token_urlsafe(16), sid=str(claims.get("sid") or ""), hint=token,
        )  # fmt: skip

    async def sign_out(self, exchange: Exchange) -> None:
        """End the session here and at the provider; a copy of the cookie is worth nothing then."""
        given = await read_form(exchange)
        session = await self.sessions.find(exchange)
        address = "/signed-out"
        if session is not None:
            self.sessions.check(exchange, session, given.get("csrf", ""))
            await self.sessions.ended.end("session", session.id, exchange.traceparent)
            sessions_ended_total.labels("person").inc()
            address = await self._provider_way_out(session) or address
        await exchange.answer(303, b"", [*to(address), self.sessions.forget()])

    async def _provider_way_out(self, session: Session) -> str:
        return "" if session.emergency else await self.provider.way_out(session.hint, f"{self.public_url}/signed-out")

    async def signed_out(self, exchange: Exchange) -> None:
        """Say that it is done."""
        await exchange.answer(200, pages.signed_out(), pages.HTML)

    async def hear_of_end(self, exchange: Exchange) -> None:
        """Hear from the provider that a session, or all of a person, are over (Back-Channel Logout)."""
        self.limits.check(exchange, ANONYMOUS, "read")
        token = (await read_form(exchange)).get("logout_token", "")
        claims = await self.provider.tokens.verify_logout_token(token, self.provider.client.id)
        if claims is None:
            raise InvalidLogout(errors=[{"pointer": "/logout_token", "detail": "Not a logout token for us."}])
        kind = "sid" if claims.get("sid") else "subject"
        value = str(claims.get("sid") or claims["sub"])
        await self.sessions.ended.end(kind, value[:255], exchange.traceparent)
        sessions_ended_total.labels("provider").inc()
        await exchange.answer(200, b"", [(b"cache-control", b"no-store")])


class InvalidLogout(InvalidInput):
    """The logout token is not valid here."""

    status = 400


def _asked(state: str) -> str:
    """The name of the cookie of a question, so that two windows may sign in at the same time."""
    return f"{ASKED}-{''.join(sign for sign in state[:8] if sign.isalnum())}"


def to(address: str) -> Headers:
    """Return the headers that send a browser on."""
    return [(b"location", address.encode("ascii", "ignore")), (b"cache-control", b"no-store")]
