"""Sessions: who signed in with a browser, sealed in its cookie; the gateway keeps none of them."""

import hashlib
import hmac
from collections import OrderedDict
from dataclasses import asdict, dataclass, fields
from typing import Any

from gateway.exchange import Exchange
from gateway.sign_in.cookies import Jar
from gateway.sign_in.ended import EndedSessions
from gateway.sign_in.seals import Seal
from services.common import clock
from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated

COOKIE = "hub311"
SAFE = ("GET", "HEAD", "OPTIONS")
MOST_KEPT = 2000
MOST_LETTERS = 3800  # browsers keep 4,096 bytes of name, value and attributes


class SessionOver(Unauthenticated):
    """Your session is over: sign in again."""

    challenge = "invalid_token"


class NotFromOurPages(Forbidden):
    """A change with a session comes from our own pages, with the header CSRF-Token as every read answers it."""


@dataclass(frozen=True)
class Session:
    """A person who signed in. `sid` and `hint` are the provider's; times are in seconds since 1970."""

    id: str
    subject: str
    roles: tuple[str, ...]
    name: str
    started: float
    until: float
    csrf: str
    sid: str = ""
    hint: str = ""
    emergency: bool = False

    @property
    def caller(self) -> Caller:
        """Who calls with it."""
        return Caller(kind="staff", subject=self.subject, roles=self.roles)


class Sessions:
    """Seals sessions into cookies and finds them again."""

    def __init__(self, secret: bytes, jar: Jar, ended: EndedSessions) -> None:
        self.jar = jar
        self.ended = ended
        self._seal = Seal(secret, "session")
        self._known: OrderedDict[bytes, Session] = OrderedDict()

    def cookie(self, session: Session) -> tuple[bytes, bytes]:
        """Return the header that gives a browser the session; a hint that is too long is left out."""
        sealed = self._seal.close(asdict(session))
        if len(sealed) > MOST_LETTERS:
            sealed = self._seal.close(asdict(session) | {"hint": ""})
        return self.jar.set(COOKIE, sealed, int(session.until - clock.epoch_seconds()))

    def forget(self) -> tuple[bytes, bytes]:
        """Return the header with which a browser has no session any more."""
        return self.jar.drop(COOKIE)

    async def find(self, exchange: Exchange) -> Session | None:
        """Return the session of a request, None when it brings none; SessionOver for one that is no good any more."""
        given = self.jar.read(exchange, COOKIE)
        if not given:
            return None
        session = self._open(given)
        if session is None or session.until <= clock.epoch_seconds() or await self.ended.has_ended(session):
            exchange.extra = [*exchange.extra, self.forget()]
            raise SessionOver()
        return session

    def _open(self, given: str) -> Session | None:
        digest = hashlib.sha256(given.encode("latin-1")).digest()
        if digest not in self._known:
            content = self._seal.open(given)
            if content is None:
                return None
            self._known[digest] = _session(content)
            if len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(digest)
        return self._known[digest]

    async def identify(self, exchange: Exchange) -> Caller | None:
        """Return who calls with a cookie; what changes something must come from our pages and prove it."""
        session = await self.find(exchange)
        if session is None:
            return None
        if exchange.method in SAFE:
            exchange.extra = [*exchange.extra, (b"csrf-token", session.csrf.encode())]
        else:
            self.check(exchange, session, exchange.header(b"csrf-token"))
        return session.caller

    def check(self, exchange: Exchange, session: Session, proof: str) -> None:
        """Raise NotFromOurPages unless the browser sends this from a page of ours, which knows the session's token."""
        site, origin = exchange.header(b"sec-fetch-site"), exchange.header(b"origin")
        ours = site == "same-origin" if site else origin in ("", self.jar.public_url)
        if not ours or not hmac.compare_digest(session.csrf.encode(), proof.encode("utf-8", "replace")):
            raise NotFromOurPages()


def _session(content: dict[str, Any]) -> Session:
    known = {one.name: content[one.name] for one in fields(Session) if one.name in content}
    return Session(**(known | {"roles": tuple(known["roles"])}))
