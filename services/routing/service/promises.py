"""Calls about promises, and the clock that says when one is at risk or broken."""

from typing import Any

from services.common.caller import Caller
from services.common.database import database_now
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import measures
from services.routing.contract import changing
from services.routing.policy import standing
from services.routing.work import promised, triage, watching
from services.routing.work.assignments import written_number

LOOK_SECONDS = 1


class Promises:
    """What was promised, and whether it is kept."""

    db: Any

    @answers(changing.LIST_PROMISES)
    def list_promises(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return the promises on a request."""
        number = written_number(message["number"])
        with self.db.reading() as session:
            mine = standing(session, caller)
            departments = mine.departments_for("promise.list")
            if departments == []:
                mine.require("promise.list")
            return {"items": promised.list_promises(session, number, departments)}

    @timer(interval=LOOK_SECONDS)
    def watch_promises(self) -> None:
        """Say of which promises the time runs out, portion by portion."""
        found: list[tuple[str, str]] = []
        while not found or len(found) == watching.AT_ONCE:
            with self.db.reading() as session:
                now = database_now(session)
                found = watching.due(session, now)
            if not found:
                return
            with self.db.transaction() as session:
                marks = watching.look(session, found, now)
            for one in marks:
                measures.deadlines_total.labels(one.clock, one.mark).inc()

    @timer(interval=LOOK_SECONDS * 15)
    def watch_triage(self) -> None:
        """Say for which requests nobody has decided in time."""
        with self.db.reading() as session:
            now = database_now(session)
            found = triage.overdue(session, now)
        if found:
            with self.db.transaction() as session:
                measures.triage_overdue_total.inc(triage.say_overdue(session, found, now))
