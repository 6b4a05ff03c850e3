"""What a service's entrypoints about bulk actions do, once it says which actions there are and who may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services.common.bulk import actions, views
from services.common.bulk.kinds import Kinds
from services.common.caller import Caller
from services.common.database import Store


@dataclass(frozen=True)
class BulkDesk:
    """`require` refuses who may not act on many; `reads_all` says who sees those of everybody, and refuses who none."""

    db: Store
    kinds: Kinds
    require: Callable[[Session, Caller], Any]
    reads_all: Callable[[Session, Caller], bool]

    def confirm(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Let an action begin, by the token of its preview."""
        with self.db.transaction() as session:
            self.require(session, caller)
            actions.confirm(session, message["id"], message["token"], caller)
            return views.view(session, actions.find(session, message["id"], caller), self.kinds)

    def read(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say how far it is."""
        with self.db.reading() as session:
            row = actions.find(session, message["id"], caller, self.reads_all(session, caller))
            return views.view(session, row, self.kinds)

    def page(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List the own ones, newest first; those of everybody for who may see them."""
        with self.db.reading() as session:
            by = None if self.reads_all(session, caller) else caller.subject
            return views.page(session, message, self.kinds, by)

    def results(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say what became of each object."""
        with self.db.reading() as session:
            actions.find(session, message["id"], caller, self.reads_all(session, caller))
            return views.results(session, message)

    def stop(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Leave what is not done yet as it is."""
        with self.db.transaction() as session:
            row = self._locked(session, message["id"], caller)
            actions.stop(session, row)
            return views.view(session, actions.find(session, row.id, caller, sees_all=True), self.kinds)

    def undo(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Take back what was done, by an action of its own."""
        with self.db.transaction() as session:
            row = self._locked(session, message["id"], caller)
            back = actions.undo(session, row, self.kinds[row.action], caller)
            return views.view(session, actions.find(session, back, caller, sees_all=True), self.kinds)

    def _locked(self, session: Session, id: str, caller: Caller) -> Any:
        """An action, for whoever looked and for those who watch over all."""
        self.require(session, caller)
        return actions.find(session, id, caller, sees_all=self.reads_all(session, caller), lock=True)
