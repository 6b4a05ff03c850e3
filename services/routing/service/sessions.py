"""Calls about oneself and about sessions of browsers that end before their time."""

from typing import Any

from services.common.caller import Caller
from services.common.errors import Unauthenticated
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import contract
from services.routing.catalogue import sessions
from services.routing.catalogue.members import tiers_of
from services.routing.policy import standing
from services.routing.work import selves

PRUNE_SECONDS = 3600


class Sessions:
    """Who somebody is here, and until when."""

    db: Any
    catalogue: Any

    @answers(contract.READ_ME)
    def read_me(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say who the caller is here; somebody without role or department is nobody here, and is told so."""
        if caller.kind != "staff":
            raise Unauthenticated()
        with self.db.reading() as session:
            mine, tiers = standing(session, caller), tiers_of(session, caller.subject)
            return selves.describe(session, self.catalogue.get(session), mine, tiers)

    @answers(contract.END_SESSIONS)
    def end_sessions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """End sessions; gateways know within a second."""
        with self.db.transaction() as session:
            standing(session, caller).require("session.end")
            sessions.end_sessions(session, message["kind"], message["value"])
        return {}

    @answers(contract.LIST_SESSION_ENDS)
    def list_session_ends(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return which sessions have ended."""
        with self.db.reading() as session:
            standing(session, caller).require("session.end")
            return sessions.list_ends(session, message["after"], message["limit"])

    @timer(interval=PRUNE_SECONDS)
    def forget_session_ends(self) -> None:
        """Drop what concerns no session any more."""
        with self.db.transaction() as session:
            sessions.forget_ends(session)
