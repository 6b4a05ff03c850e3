"""How far departments' systems are with their feeds: noted, shown, and said when one falls silent."""

import os
from datetime import timedelta
from typing import Any

from services.common import clock
from services.common.caller import Caller
from services.common.errors import InvalidInput
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.routing.contract import readers as contract
from services.routing.contract import replays as asking
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.feed import measures, readers, reconciling, replays
from services.routing.policy import actor, standing

SILENCE = timedelta(seconds=float(os.environ.get("HUB311_FEED_SILENCE_SECONDS") or "900"))
LOOK_SECONDS = 15
NOTE_SECONDS = 5.0

_noted: dict[tuple[str, str], float] = {}


class Readers:
    """Who reads a department's feed, and how far."""

    db: Any
    catalogue: Any

    def note_reader(self, department: str, reader: str, position: int) -> None:
        """Note how far a system is, once in a few seconds: it asks more often than that."""
        now = clock.monotonic_seconds()
        if now - _noted.get((department, reader), -NOTE_SECONDS) < NOTE_SECONDS:
            return
        _noted[department, reader] = now
        with self.db.transaction() as session:
            readers.note_http(session, department, reader, position)

    @answers(contract.READ_FEED_STATUS)
    def read_feed_status(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show a feed with everybody who reads it."""
        with self.db.reading() as session:
            mine = standing(session, caller)
            departments = mine.reach("feed.read").departments
            department = message["department"] or only(departments)
            mine.require_department("feed.read", department, DepartmentNotFound)
            if department not in self.catalogue.get(session).departments:
                raise DepartmentNotFound()
            found = readers.status(session, department)
        compared = found["reconciliation"]
        return found | {"reconciliation": compared and reconciling.view(compared)}

    @answers(asking.REPLAY_FEED)
    def replay_feed(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Have events put into the department's queue once more."""
        with self.db.transaction() as session:
            mine = standing(session, caller)
            departments = mine.departments_for("feed.replay")
            if departments == []:
                mine.require("feed.replay")
            department = message["department"] or only(departments)
            mine.require_department("feed.replay", department, DepartmentNotFound)
            if department not in self.catalogue.get(session).departments:
                raise DepartmentNotFound()

            def ask() -> dict[str, Any]:
                return replays.ask(session, department, message, actor(caller))

            return once(session, asking.REPLAY_FEED, (message, caller), ask)

    @timer(interval=LOOK_SECONDS, eager=True)
    def watch_readers(self) -> None:
        """Look who has fallen silent or is back, and count what is behind."""
        with self.db.reading() as session:
            found = readers.watch(session, SILENCE)
        if turned := [one for one in found if one["turned"]]:
            with self.db.transaction() as session:
                readers.turn(session, turned)
        worst: dict[str, tuple[int, int]] = {}
        for one in found:
            lag, seconds = worst.get(one["department"], (0, 0))
            worst[one["department"]] = (max(lag, one["lag"]), max(seconds, one["lag_seconds"]))
        for department, (lag, seconds) in worst.items():
            measures.feed_lag_events.labels(department).set(lag)
            measures.feed_lag_seconds.labels(department).set(seconds)
        measures.feed_readers_silent.set(sum(one["silent"] for one in found))


def only(departments: list[str] | None) -> str:
    """Return the department of a caller who has one; InvalidInput asks anybody else to name it."""
    if departments is None or len(departments) != 1:
        raise InvalidInput(errors=[{"pointer": "/department", "detail": "Say which department."}])
    return departments[0]
