"""The extension that notes calls which write, each in its own transaction, and seals what was noted."""

from typing import Any

from nameko.extensions import DependencyProvider

from services.common import audit, auditors, settings
from services.common.answering import Answering
from services.common.seals import Sealed
from services.common.stores import Stores


class Audit(DependencyProvider):
    """Notes calls that write, but for those that `but` names, and gives workers `seal()`.

    `others` are tables of the service's own that the chain vouches for too: what stands there needs no entry.
    """

    stores = Stores()

    def __init__(self, but: frozenset[str] = frozenset(), others: tuple[Sealed, ...] = ()) -> None:
        self.but = but
        self.others = others

    def setup(self) -> None:
        """Have each transaction of this process look for the act that it is part of."""
        self.stores.open().before_commit = audit.note_act
        self.sealer = auditors.sealer(settings.read(self.container.service_name).secret, *self.others)

    def get_dependency(self, worker_ctx: Any) -> "Audit":
        """Return itself."""
        return self

    def seal(self) -> None:
        """Seal what has been written since."""
        auditors.seal(self.stores.open(), self.sealer)

    def worker_setup(self, worker_ctx: Any) -> None:
        """Remember the act of a worker that answers a call that writes."""
        entrypoint = worker_ctx.entrypoint
        if isinstance(entrypoint, Answering) and entrypoint.call.writes and entrypoint.call.name not in self.but:
            message, caller = worker_ctx.args
            said = audit.Act(entrypoint.call.name, audit.actor(caller), audit.object_of(message))
            audit.act.set(said)
        else:
            audit.act.set(None)
