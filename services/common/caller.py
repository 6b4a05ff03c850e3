"""Who is calling: a statement the gateway (or a service) signs for a minute and every service checks."""

import base64
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field, fields

from services.common import clock
from services.common.errors import Unauthenticated

LIFE_SECONDS = 60


@dataclass(frozen=True)
class Caller:
    """Kind is anonymous, resident, staff, system or service; roles are county-wide ones from the token's claims.

    A system's subject is the client that its key belongs to, its role the client's kind; scopes are the key's.
    """

    kind: str = "anonymous"
    subject: str = ""
    roles: tuple[str, ...] = field(default_factory=tuple)
    department: str | None = None
    pin: str | None = None
    scopes: tuple[str, ...] = ()

    def has(self, *roles: str) -> bool:
        """Whether the caller holds one of these county-wide roles."""
        return any(role in self.roles for role in roles)


ANONYMOUS = Caller()


def sign(caller: Caller, secret: bytes) -> str:
    """Return the statement as text: base64 JSON, a dot, HMAC-SHA256 over it."""
    said = asdict(caller) | {"until": int(clock.epoch_seconds()) + LIFE_SECONDS}
    body = base64.urlsafe_b64encode(json.dumps(said, separators=(",", ":")).encode())
    return f"{body.decode()}.{_mark(body, secret)}"


def verify(statement: str, secret: bytes) -> Caller:
    """Read a statement back; Unauthenticated when it is forged or older than a minute."""
    body, _, mark = statement.partition(".")
    if not hmac.compare_digest(mark.encode(), _mark(body.encode(), secret).encode()):
        raise Unauthenticated("The caller's statement is not signed by this system.")
    said = json.loads(base64.urlsafe_b64decode(body))
    if said.pop("until") < clock.epoch_seconds():
        raise Unauthenticated("The caller's statement is too old.")
    known = {f.name: said[f.name] for f in fields(Caller) if f.name in said}
    return Caller(**(known | {name: tuple(said.get(name, ())) for name in ("roles", "scopes")}))


def _mark(body: bytes, secret: bytes) -> str:
    return hmac.new(secret, body, hashlib.sha256).hexdigest()
