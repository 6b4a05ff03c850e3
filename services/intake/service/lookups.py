"""Calls about looking somebody up by name."""

from typing import Any

from services.common import clock, logs
from services.common.caller import Caller
from services.common.pace import keep_step
from services.common.rpc import answers
from services.intake import contract, metrics, policy
from services.intake.contract.refusals import LookupsLimited
from services.intake.models import Lookup, LookupAlarm
from services.intake.people import lookup_log, lookups

log = logs.logger(__name__)
# How long an answer takes says nothing of what was found: it comes at the end of a step of so many seconds.
STEP_SECONDS = 0.05


class Lookups:
    """Look up, list the log and the alarms."""

    db: Any
    desk: Any

    @answers(contract.LOOK_UP_RESIDENT)
    def look_up_resident(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Find requests by name and second factor; the answer leaves only after it was logged."""
        began = clock.monotonic_seconds()
        with self.db.reading() as session:
            policy.standing(session, caller).require("resident.look_up")
            found = lookups.find(session, message)
        lookup = self._log(lookup_log.query_of(self.desk.secret, message, caller.subject), found)
        items = lookups.show(found, self.desk.catalogue)
        outcome = "opened" if found.matched else "masked" if found.masked else "nothing"
        metrics.lookups_total.labels(outcome).inc()
        keep_step(began, STEP_SECONDS)
        return {"id": lookup, "items": items, "more": found.more}

    def _log(self, query: lookup_log.Query, found: lookups.Found) -> str:
        """Write the look-up and what it means for alarms; LookupsLimited, after the commit, when it is one too many."""
        lookup = None
        with self.db.transaction() as session:
            made = lookup_log.of_last_hour(session, query.by)
            if lookup_log.is_too_many(made, self.desk.lookup_limits):
                broken = ["limit"]
            else:
                lookup = lookup_log.log(session, query, found)
                made = lookup_log.of_last_hour(session, query.by)
                broken = lookup_log.rules_broken(made)
            alarms = lookup_log.raise_alarms(session, query.by, broken, len(made))
        for rule in alarms:
            metrics.lookup_alarms_total.labels(rule).inc()
            log.warning("look-ups look like trawling", extra={"by": query.by, "rule": rule})
        if lookup is None:
            raise LookupsLimited()
        return lookup

    @answers(contract.LIST_LOOKUPS)
    def list_lookups(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show who looked whom up."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("lookup.list")
            return lookup_log.page(session, Lookup, message)

    @answers(contract.LIST_LOOKUP_ALARMS)
    def list_lookup_alarms(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show what looked like trawling."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("lookup.list")
            return lookup_log.page(session, LookupAlarm, message)
