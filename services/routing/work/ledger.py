"""The ledger: collects what follows from decisions, then writes all of it, and what is said of it, at once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from services.common import clock
from services.common.envelope import Event
from services.common.ids import uuid7
from services.common.outbox import say
from services.common.statements import insert_or_replace, plain_insert, run
from services.routing import measures
from services.routing.catalogue.agencies import refer
from services.routing.catalogue.catalogue import Catalogue
from services.routing.models import Assignment, AssignmentHistory, Callback, Decision, TriageItem
from services.routing.outside import forwardings
from services.routing.work.cases import Facts
from services.routing.work.decisions import AGENCY, DEPARTMENT, Choice
from services.routing.work.promises import Promise, promise

TRIAGE_TIME = timedelta(hours=1)  # of business time; then supervisors hear that nobody has decided
OUTCOMES = {"department": "assigned", "agency": "referred", "triage": "triaged"}


@dataclass(frozen=True)
class Why:
    """Why a request is routed now: the reason of request_assigned, from when a promise counts or one given before."""

    reason: str
    start: datetime
    cause: str | None = None
    by: str | None = None
    kept: Promise | None = None


class Ledger:
    """Rows and events of one transaction; `write` makes a handful of statements of them, however many there are."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.now = clock.now()
        self.rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self.replacing: dict[Table, list[dict[str, Any]]] = defaultdict(list)
        self.events: list[Event] = []
        self.referred: list[dict[str, Any]] = []

    def route(self, facts: Facts, choice: Choice, why: Why) -> str | None:
        """Note what a choice leads to; returns the id of the new assignment, if there is one."""
        if not facts.drill:
            _measure(choice)
        decision_id = self._decide(facts, choice, why)
        if choice.kind == DEPARTMENT:
            return self._assign(facts, choice, why, decision_id)
        if choice.kind == AGENCY:
            self._refer(facts, choice, why)
        else:
            self._triage(facts, choice, why)
        return None

    def _decide(self, facts: Facts, choice: Choice, why: Why) -> str:
        rule = choice.rule
        decision: dict[str, Any] = {
            "id": uuid7(), "number": facts.number, "at": self.now, "kind": choice.kind, "code": choice.code,
            "rule": rule.code if rule else None, "rule_version": rule.version if rule else None,
            "reason": choice.reason, "by": why.by, "trace": choice.trace,
        }  # fmt: skip
        self.rows[_table(Decision)].append(decision)
        return decision["id"]

    def _assign(self, facts: Facts, choice: Choice, why: Why, decision_id: str) -> str:
        service = self.catalogue.services.get(facts.service_code, {})
        promised = why.kept or promise(self.catalogue.calendar_for(choice.code), service, why.start)
        given = {"id": (assignment_id := uuid7())} | dict(promised.given or {})  # a kept promise has its id already
        row = {
            "id": assignment_id, "number": facts.number, "department": choice.code, "service_code": facts.service_code,
            "status": "assigned", "current": True, "level": service.get("level", 3), "reason": why.reason,
            "decision_id": decision_id, "assigned_at": self.now, "first_action_by": promised.first_action_by,
            "promised_by": promised.promised_by, "calendar_version": promised.calendar_version, "version": 1,
            "unit": service.get("unit") if choice.code == service.get("department") else None, "area": facts.place.area,
            "promise": given, "first_action_near_at": promised.first_action_near, "near_at": promised.near,
            "watch_at": promised.watch_at,
        }  # fmt: skip
        self.rows[_table(Assignment)].append(row)
        self.step(row["id"], "assigned", why.by, why.reason)
        self._say("request_assigned", facts, why, choice.code, _said_of(row) | _place_of(facts, choice))
        return row["id"]

    def say_again(self, row: Assignment, facts: Facts, why: Why) -> None:
        """Say of work that goes on who has it: somebody has asked."""
        plain = ("id", "number", "department", "service_code", "reason", "level")
        instants = {name: clock.as_utc(getattr(row, name)) for name in ("promised_by", "first_action_by")}
        choice = Choice(DEPARTMENT, row.department, None, None, (), {})
        said = _said_of({name: getattr(row, name) for name in plain} | instants) | _place_of(facts, choice)
        self._say("request_assigned", facts, why, row.department, said)

    def _refer(self, facts: Facts, choice: Choice, why: Why) -> None:
        agency, because = self.catalogue.agencies[choice.code or ""], choice.rule.because if choice.rule else None
        referral = refer(agency, choice.code or "", (because, facts.language), facts.received_at)
        said = {"number": facts.number, "service_code": facts.service_code, "agency": choice.code}
        self._say("request_referred", facts, why, "none", said | {"referral": referral} | _place_of(facts, choice))
        if not facts.drill:
            self.referred.append(said | {"referral": referral})
            waiting = {"number": facts.number, "referral": referral, "since": self.now, "state": "checking"}
            self.replacing[_table(Callback)].append(waiting | {"done_at": None, "done_by": None})

    def _triage(self, facts: Facts, choice: Choice, why: Why) -> None:
        said = {"number": facts.number, "service_code": facts.service_code, "reason": choice.reason}
        self._say("request_triaged", facts, why, "none", said | _place_of(facts, choice))
        due_at = self.catalogue.calendar.within(self.now, TRIAGE_TIME)
        item = {"number": facts.number, "reason": choice.reason, "since": self.now, "waiting": True}
        item |= {"owner": None, "due_at": due_at, "overdue_at": None}
        self.replacing[_table(TriageItem)].append(item)

    def _say(self, event: str, facts: Facts, why: Why, department: str | None, data: dict[str, Any]) -> None:
        district = facts.place.code("council_district") or "none"
        said = Event(event, facts.number, data | {"drill": facts.drill}, department or "none", district, why.cause)
        self.events.append(said)

    def step(
        self, assignment_id: str, step: str, by: str | None, code: str | None = None, text: str | None = None
    ) -> None:
        """Append a step to an assignment's history."""
        row = {"id": uuid7(), "assignment_id": assignment_id, "at": self.now, "step": step}
        self.rows[_table(AssignmentHistory)].append(row | {"by": by, "reason_code": code, "text": text})

    def write(self, session: Session) -> None:
        """Write the rows and say the events; in the caller's transaction."""
        session.flush()
        handed_over = forwardings.plan(session, self.referred) if self.referred else set()
        for referral in (one["referral"] for one in self.referred if one["number"] in handed_over):
            referral["tracked"] = True  # whatever the agency is: its server is asked what became of it
        for table, rows in self.rows.items():
            run(session, plain_insert(table), rows)
        for table, rows in self.replacing.items():
            run(session, insert_or_replace(session, table, "number", *rows[0]), rows)
        say(session, self.events)


def _measure(choice: Choice) -> None:
    measures.requests_routed_total.labels(OUTCOMES[choice.kind]).inc()
    measures.rule_decisions_total.labels(choice.rule.code if choice.rule else "none").inc()
    if choice.kind == DEPARTMENT:
        measures.requests_assigned_total.labels(choice.code).inc()


def _table(model: Any) -> Table:
    return model.__table__


def _said_of(row: dict[str, Any]) -> dict[str, Any]:
    """What request_assigned says of an assignment."""
    plain = ("number", "department", "service_code", "reason", "level")
    instants = {name: row[name] and clock.instant_text(row[name]) for name in ("promised_by", "first_action_by")}
    return {"assignment_id": row["id"]} | {name: row[name] for name in plain} | instants


def _place_of(facts: Facts, choice: Choice) -> dict[str, Any]:
    """What every event about a decision says of the place, which is nobody's address, and of the rule."""
    place = facts.place
    said = {
        "districts": place.districts,
        "area": place.area,
        "zip": place.code("zip_code"),
        "council_district": place.code("council_district"),
    }
    if choice.kind != "triage":
        said["rule"] = choice.rule.code if choice.rule else None
    if choice.kind == DEPARTMENT:
        said["road_owner"] = place.road_owner
    return said
