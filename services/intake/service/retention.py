"""Calls about how long what is closed is kept, and the clock that carries the rules out."""

from typing import Any

import eventlet

from services.common import clock
from services.common.caller import Caller
from services.common.idempotency import once
from services.common.rpc import answers
from services.common.timers import timer
from services.intake import contract, openings, policy
from services.intake.privacy import retention, rules

LOOK_SECONDS = 5
AT_ONCE_SECONDS = 2.0


class Retention:
    """Set rules, count, forget."""

    db: Any

    @answers(contract.SET_RETENTION_RULE)
    def set_retention_rule(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Write or remove a rule."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("retention.run")

            def change() -> dict[str, Any]:
                rules.set_rule(session, message, openings.actor(caller))
                return {"items": []}

            once(session, contract.SET_RETENTION_RULE, (message, caller), change)
            return retention.rule_views(session)

    @answers(contract.LIST_RETENTION_RULES)
    def list_retention_rules(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List the rules."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("retention.read")
            return retention.rule_views(session)

    @answers(contract.START_RETENTION)
    def start_retention(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Begin a run."""
        with self.db.transaction() as session:
            policy.standing(session, caller).require("retention.run")

            def start() -> dict[str, Any]:
                return retention.view(retention.start(session, message["dry_run"], openings.actor(caller)))

            return once(session, contract.START_RETENTION, (message, caller), start)

    @answers(contract.READ_RETENTION)
    def read_retention(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """Show how far a run is."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("retention.read")
            return retention.view(retention.find(session, message["id"]))

    @answers(contract.LIST_RETENTIONS)
    def list_retentions(self, message: dict[str, Any], caller: Caller) -> dict[str, Any]:
        """List runs."""
        with self.db.reading() as session:
            policy.standing(session, caller).require("retention.read")
            return retention.page(session, **message)

    @timer(interval=LOOK_SECONDS)
    def carry_out_retention(self) -> None:
        """Go on with the run that is under way for a moment; each portion is a transaction of its own."""
        until, more = clock.monotonic_seconds() + AT_ONCE_SECONDS, True
        while more and clock.monotonic_seconds() < until:
            with self.db.transaction() as session:
                run = retention.under_way(session)
                more = run is not None and retention.advance(session, run)
            eventlet.sleep(0)

    @timer(interval=3600)
    def begin_daily_retention(self) -> None:
        """Begin the run of the day."""
        with self.db.transaction() as session:
            retention.start_daily(session)
