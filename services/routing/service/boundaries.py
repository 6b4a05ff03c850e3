"""Calls about boundaries: what a draft would change, what a change has changed; and the clock that looks again."""

from typing import Any

from services.common import clock, logs
from services.common.caller import Caller
from services.common.rpc import answers
from services.common.timers import timer
from services.routing import contract, measures
from services.routing.policy import standing
from services.routing.work import boundaries, rechecking

log = logs.logger(__name__)
LOOK_SECONDS = 1


class Boundaries:
    """Open requests and the lines on the map."""

    db: Any
    catalogue: Any
    geo: Any
    intake: Any

    @answers(contract.LIST_IMPACT)
    def list_impact(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Say for which open requests these layer versions would make a difference."""
        with self.db.reading() as session:
            standing(session, caller).require("impact.list")
            catalogue = self.catalogue.get(session)
            found = boundaries.open_after(session, message["cursor"] or "", message["limit"])
        versions = [_version(message["jurisdiction_id"], text) for text in message["versions"]]
        places = boundaries.ask_where(self.geo, self.intake, found, versions)
        changed = boundaries.compare(catalogue, found, places, [version["kind"] for version in versions])
        more = found[-1].facts.number if len(found) == message["limit"] else None
        return {"items": [one.as_answer() for one in changed], "looked_at": len(found), "next": more}

    @answers(contract.LIST_BOUNDARY_CHANGES)
    def list_boundary_changes(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Return the differences that were found after layers became active."""
        with self.db.reading() as session:
            standing(session, caller).require("impact.list")
            return rechecking.list_changes(session, message)

    @timer(interval=LOOK_SECONDS)
    def follow_boundaries(self) -> None:
        """Look at open requests again whose districts may have changed, page after page."""
        while self._follow_page():
            pass

    def _follow_page(self) -> bool:
        with self.db.reading() as session:
            check = rechecking.due(session, clock.now())
            if check is None:
                return False
            catalogue = self.catalogue.get(session)
            found = boundaries.open_after(session, check.behind, rechecking.AT_ONCE)
        places = boundaries.ask_where(self.geo, self.intake, found, check.versions)
        with self.db.transaction() as session:
            changed = rechecking.keep(session, catalogue, check, found, places)
        measures.boundary_changes_total.inc(len(changed))
        log.info("open requests were looked at again", extra={"activation": check.id, "count": len(found)})
        return True


def _version(jurisdiction_id: str, text: str) -> dict[str, Any]:
    kind, _, number = text.partition(":")
    return {"jurisdiction_id": jurisdiction_id, "kind": kind, "version": int(number)}
