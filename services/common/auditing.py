"""The extension that notes calls which write, each in its own transaction."""

from typing import Any

from nameko.extensions import DependencyProvider

from services.common import audit
from services.common.answering import Answering
from services.common.stores import Stores


class Audit(DependencyProvider):
    """Notes calls that write, each in its own transaction; creates are noted by their history, which is sealed too."""

    stores = Stores()

    def __init__(self, but: frozenset[str] = frozenset()) -> None:
        self.but = but

    def setup(self) -> None:
        """Have each transaction of this process look for the act that it is part of."""
        self.stores.open().before_commit = audit.note_act

    def worker_setup(self, worker_ctx: Any) -> None:
        """Remember the act of a worker that answers a call that writes."""
        entrypoint = worker_ctx.entrypoint
        if isinstance(entrypoint, Answering) and entrypoint.call.writes and entrypoint.call.name not in self.but:
            message, caller = worker_ctx.args
            said = audit.Act(entrypoint.call.name, audit.actor(caller), audit.object_of(message))
            audit.act.set(said)
        else:
            audit.act.set(None)
