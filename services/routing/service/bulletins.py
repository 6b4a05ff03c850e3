"""The clock that tells departments about their work, and the call by which notify learns what."""

import os
from datetime import timedelta
from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import contract, measures
from services.routing.bulletins import telling
from services.routing.bulletins.issuing import Pace, Round
from services.routing.policy import standing

LOOK_SECONDS = 20
UNACCEPTED = timedelta(minutes=float(os.environ.get("HUB311_UNACCEPTED_MINUTES") or "15"))
PACE = Pace(unaccepted=UNACCEPTED)


class Bulletins:
    """New, unaccepted and late work, and how the day begins."""

    db: Any
    catalogue: Any

    @timer(interval=LOOK_SECONDS)
    def issue_bulletins(self) -> None:
        """Look at all departments; of several processes the one that publishes."""
        if self.db.on_postgresql and not self.db.relay_is_here:
            return
        with self.db.transaction() as session:
            done = Round(session, self.catalogue.get(session), PACE, clock.now())
            done.look()
        for row in done.issued:
            measures.bulletins_issued_total.labels(row["kind"]).inc()

    @answers(contract.bulletins.LIST_BULLETINS)
    def list_bulletins(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return what is told to whom."""
        with self.db.reading() as session:
            standing(session, caller).require("bulletin.read")
            return {"items": telling.list_bulletins(session, self.catalogue.get(session), message["ids"])}
