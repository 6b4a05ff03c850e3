"""The one tree of refusals: raised by rules, carried over RPC, shown as RFC 9457 problem+json by the gateway."""

from types import ModuleType
from typing import Any, ClassVar


class Refusal(Exception):
    """The request could not be carried out."""

    status: ClassVar[int] = 400
    retry_after_seconds: int | None = None

    def __init__(self, detail: str = "", errors: list[dict[str, str]] | None = None) -> None:
        self.detail = detail or (type(self).__doc__ or "").strip()
        self.errors = errors or []
        super().__init__(self.detail, self.errors)

    @property
    def code(self) -> str:
        """The name that travels and that clients may test: the class name."""
        return type(self).__name__

    def as_message(self) -> dict[str, Any]:
        """Shape for the wire: {"refusal", "status", "detail", "errors"}."""
        return {"refusal": self.code, "status": self.status, "detail": self.detail, "errors": self.errors}


class MalformedInput(Refusal):
    """The request cannot be read."""

    status = 400


class Unauthenticated(Refusal):
    """Say who you are: a valid token, key or PIN is needed."""

    status = 401


class Forbidden(Refusal):
    """You may not do this."""

    status = 403


class NotFound(Refusal):
    """There is no such thing, or you may not know of it."""

    status = 404


class Conflict(Refusal):
    """The thing is not in a state in which this can be done."""

    status = 409


class KeyUsedOtherwise(Conflict):
    """This idempotency key was used with another request."""


class VersionConflict(Refusal):
    """Somebody changed it meanwhile: read it again and repeat the change."""

    status = 412


class InvalidInput(Refusal):
    """Some members of the request do not make sense."""

    status = 422


class VersionRequired(Refusal):
    """Send If-Match with the version that you have read."""

    status = 428


class TooMany(Refusal):
    """Too many requests: wait and repeat."""

    status = 429
    retry_after_seconds = 60


class Unavailable(Refusal):
    """A part of the system does not answer now: repeat shortly."""

    status = 503
    retry_after_seconds = 2


class DeadlinePassed(Unavailable):
    """The answer did not come in time."""


def all_refusals(root: type[Refusal] = Refusal) -> dict[str, type[Refusal]]:
    """Return every known refusal class by its code; classes of imported contracts included."""
    found = {root.__name__: root}
    for child in root.__subclasses__():
        found.update(all_refusals(child))
    return found


def all_in(module: ModuleType) -> tuple[type[Refusal], ...]:
    """Return the refusals that a module of a contract defines, in their order."""
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Refusal)]
    return tuple(refusal for refusal in found if refusal.__module__ == module.__name__)


def refusal_from(message: dict[str, Any]) -> Refusal:
    """Rebuild a refusal that came over the wire; an unknown code keeps its status by the nearest known class."""
    known = all_refusals()
    cls = known.get(message.get("refusal", ""))
    if cls is None:
        by_status = {c.status: c for c in Refusal.__subclasses__()}
        cls = by_status.get(message.get("status", 500), Unavailable)
    return cls(message.get("detail", ""), message.get("errors", []))
