"""Calls about drills, and the clock that opens, watches and ends them."""

from collections.abc import Mapping
from typing import Any

from services.common.caller import Caller
from services.common.errors import Refusal, Unavailable
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake.contract import OPEN_REQUEST, WITHDRAW_REQUEST
from services.routing import measures
from services.routing.contract import drills as contract
from services.routing.contract.refusals import DepartmentNotFound
from services.routing.districts.offices import at_work
from services.routing.launch import drills, progress
from services.routing.policy import actor, standing
from services.routing.work.asking import ask_places, wish_of
from services.routing.work.places import NOWHERE

LOOK_SECONDS = 2
OVER = "The drill is over."
HERE = "drill"


class Drills:
    """Starts drills and follows them."""

    db: Any
    catalogue: Any
    geo: Any
    intake: Any

    @answers(contract.START_DRILL)
    def start_drill(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Begin one; its requests are opened at the next tick."""
        with self.db.reading() as session:
            standing(session, caller).require_anywhere("drill.start")
        wish = wish_of(HERE, message["location"])
        place = ask_places(self.geo, [wish] if wish else []).get(HERE, NOWHERE)
        with self.db.transaction() as session:
            catalogue = self.catalogue.get(session)
            mine = standing(session, caller).departments_for("drill.start")
            working = at_work(catalogue.departments)
            wanted = message["departments"] or (working if mine is None else sorted(mine))
            if any(one not in working or (mine is not None and one not in mine) for one in wanted):
                raise DepartmentNotFound()
            asked = {"place": place, "location": message["location"], "minutes": message["minutes"]}

            def start() -> dict[str, Any]:
                return drills.start(session, catalogue, wanted, asked, actor(caller))

            return once(session, contract.START_DRILL, (message, caller), start)

    @answers(contract.LIST_DRILLS)
    def list_drills(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show drills in which the caller's departments took part."""
        with self.db.reading() as session:
            return drills.page(session, message, standing(session, caller).reach("drill.read").departments)

    @answers(contract.READ_DRILL)
    def read_drill(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show one with the results of the caller's departments."""
        with self.db.reading() as session:
            reach = standing(session, caller).reach("drill.read")
            return drills.read(session, message["id"], reach.departments)

    @timer(interval=LOOK_SECONDS)
    def follow_drills(self) -> None:
        """Open what is to be opened, look how far the rest is, and withdraw what has failed."""
        with self.db.reading() as session:
            if not drills.pending(session):
                return
            new = drills.to_open(session)
        for wanted in new:
            self._open(wanted)
        with self.db.transaction() as session:
            progress.look(session)
            over = drills.to_end(session)
        for number in over:
            self._end(number)

    def _open(self, wanted: Mapping[str, Any]) -> None:
        number, refusal = None, None
        try:
            number = self.intake.call(OPEN_REQUEST, wanted["request"])["number"]
        except Unavailable:
            return  # tried again at the next tick, until the drill is over
        except Refusal as error:
            refusal = error.code
        with self.db.transaction() as session:
            drills.note_opened(session, wanted, number, refusal)

    def _end(self, number: str) -> None:
        try:
            self.intake.call(WITHDRAW_REQUEST, {"number": number, "reason": OVER, "idempotency_key": f"drill:{number}"})
        except Unavailable:
            return
        except Refusal:
            pass  # closed meanwhile: nothing is left to withdraw
        with self.db.transaction() as session:
            drills.note_ended(session, number)

    @timer(interval=15, eager=True)
    def measure_drills(self) -> None:
        """Show how the last ones went."""
        with self.db.reading() as session:
            last = drills.last_results(session)
        for department, result in last.items():
            measures.drill_passed.labels(department).set(result.state == drills.PASSED)
