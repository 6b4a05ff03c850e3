"""Who may do what with routing's objects: one table, deny by default."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.errors import Forbidden, NotFound, Refusal, Unauthenticated
from services.common.policy import ALL, ANYONE, COUNTY_ROLES, DEPARTMENT, OWN, Table
from services.routing.catalogue import members

MEMBERS = {"employee": DEPARTMENT, "manager": DEPARTMENT}
WORK = MEMBERS | {"department_system": DEPARTMENT}
TASKS = WORK | {"contractor": OWN}  # a contractor has the tasks that were given to it by name, and no others
OVERSIGHT = dict.fromkeys(("supervisor", "administrator", "auditor", "relationship_manager"), ALL)
WATCHERS = dict.fromkeys(("administrator", "operations", "auditor", "relationship_manager"), ALL)
DESK = dict.fromkeys(("agent", "supervisor", "tier2", "administrator"), ALL)

# action → level → scope. A level that does not stand here may not.
POLICY: Table = {
    "catalogue.read": {ANYONE: ALL},
    "request.preview": {ANYONE: ALL},
    "changes.read": {"service": ALL, "administrator": ALL},
    "completions.read": {"service": ALL},
    "audit.read": {"auditor": ALL},
    "self.read": dict.fromkeys((*COUNTY_ROLES, "employee", "manager", "contractor"), OWN),
    "emergency.note": {"service": ALL},
    "emergency.list": {"operations": ALL, "administrator": ALL, "auditor": ALL},
    "review.read": {"manager": DEPARTMENT, "administrator": ALL, "auditor": ALL},
    "member.confirm": {"manager": DEPARTMENT, "administrator": ALL},
    "bulletin.read": {"service": ALL},
    "session.end": {"service": ALL},
    "member.list": MEMBERS | {"administrator": ALL, "auditor": ALL},
    "member.set": {"manager": DEPARTMENT},
    "member.set_first": {"administrator": ALL},
    "member.absence": {"manager": DEPARTMENT, "employee": OWN, "contractor": OWN},
    "assignment.list": TASKS | OVERSIGHT,
    "assignment.count": TASKS | OVERSIGHT,
    "assignment.read": TASKS | OVERSIGHT,
    "assignment.read_task": TASKS,
    "assignment.accept": TASKS,
    "assignment.return": WORK,
    "assignment.hold": TASKS,
    "assignment.resume": TASKS,
    "assignment.note": TASKS | {"supervisor": ALL},
    "assignment.complete": TASKS,
    "assignment.claim": MEMBERS,
    "assignment.release": MEMBERS | {"contractor": OWN},
    "assignment.assign": {"manager": DEPARTMENT},
    "assignment.bulk": WORK | {"supervisor": ALL},
    "assignment.bulk_read": {"supervisor": ALL, "administrator": ALL, "auditor": ALL},
    "assignment.reassign": {"manager": DEPARTMENT, "supervisor": ALL},
    "triage.list": {"supervisor": ALL, "tier2": ALL, "administrator": ALL, "auditor": ALL},
    "triage.claim": {"supervisor": ALL, "tier2": ALL},
    "triage.assign": {"supervisor": ALL},
    "callback.list": DESK | {"auditor": ALL},
    "callback.done": DESK,
    "feed.read": WORK | {"administrator": ALL, "operations": ALL, "auditor": ALL},
    "feed.replay": {"manager": DEPARTMENT, "department_system": DEPARTMENT, "administrator": ALL, "operations": ALL},
    "webhook.list": WORK | WATCHERS,
    "webhook.set": {"manager": DEPARTMENT, "department_system": DEPARTMENT, "administrator": ALL},
    "webhook.replay": {"manager": DEPARTMENT, "department_system": DEPARTMENT, "administrator": ALL, "operations": ALL},
    "reconciliation.make": {"department_system": DEPARTMENT, "manager": DEPARTMENT},
    "reconciliation.list": WORK
    | {"administrator": ALL, "operations": ALL, "auditor": ALL, "relationship_manager": ALL},
    "drill.start": {"manager": DEPARTMENT}
    | dict.fromkeys(("relationship_manager", "supervisor", "operations", "administrator"), ALL),
    "drill.read": WORK | WATCHERS | {"supervisor": ALL},
    "launch.set": {"relationship_manager": ALL, "administrator": ALL},
    "launch.read": MEMBERS | WATCHERS | {"supervisor": ALL, "analyst": ALL},
    "launch.ask": MEMBERS | OVERSIGHT | DESK | {"operations": ALL},
    "training.set": {"manager": DEPARTMENT, "relationship_manager": ALL, "administrator": ALL},
    "impact.list": {"supervisor": ALL, "administrator": ALL, "auditor": ALL, "relationship_manager": ALL},
    "department.provision": {"administrator": ALL},
    "rule.read": WORK | OVERSIGHT | DESK | {"analyst": ALL, "operations": ALL},
    "decision.list": WORK | OVERSIGHT | DESK,
    "promise.list": WORK | OVERSIGHT | DESK | {"analyst": ALL},
    "draft.read": WORK | OVERSIGHT | DESK,
    "draft.run_dry": MEMBERS | {"relationship_manager": ALL, "supervisor": ALL, "administrator": ALL},
    "draft.make": {"manager": DEPARTMENT, "relationship_manager": ALL, "supervisor": ALL, "administrator": ALL},
    "draft.approve_for_department": {"manager": DEPARTMENT},
    "draft.approve": {"relationship_manager": ALL, "supervisor": ALL, "administrator": ALL},
    "outside.set": {"administrator": ALL},
    "outside.list": {"administrator": ALL, "operations": ALL, "supervisor": ALL, "auditor": ALL},
    "forwarding.list": DESK | {"operations": ALL, "auditor": ALL},
    "forwarding.retry": {"supervisor": ALL, "operations": ALL, "administrator": ALL},
}


@dataclass(frozen=True)
class Reach:
    """Whose objects a list may show: those of `departments` (None: of all), and in `own` the caller's alone."""

    departments: list[str] | None
    own: list[str]
    subject: str

    def within(self, department: str) -> "Reach | None":
        """The same in one department, None where nothing is to be seen."""
        if self.departments is None or department in self.departments:
            return Reach([department], [], self.subject)
        return Reach([], [department], self.subject) if department in self.own else None


@dataclass(frozen=True)
class Standing:
    """A caller's levels, county-wide ones and those held in departments."""

    caller: Caller
    county: frozenset[str]
    departments: dict[str, frozenset[str]] = field(default_factory=dict)

    def may(self, action: str, department: str | None = None) -> bool:
        """Whether the caller may do it with any object of this department."""
        allowed = POLICY[action]
        if any(allowed.get(level) == ALL for level in self.county):
            return True
        return any(allowed.get(level) == DEPARTMENT for level in self.departments.get(department or "", ()))

    def may_own(self, action: str, department: str) -> bool:
        """Whether the caller may do it with what was given to it by name in this department."""
        return any(POLICY[action].get(level) == OWN for level in self.departments.get(department, ()))

    def require(self, action: str, department: str | None = None) -> None:
        """Raise Unauthenticated or Forbidden unless the caller may."""
        if not self.may(action, department):
            raise self._refusal()

    def require_anywhere(self, action: str) -> None:
        """Raise Unauthenticated or Forbidden unless the caller may do it in the county or in any department."""
        if self.departments_for(action) == []:
            raise self._refusal()

    def require_work(self, action: str, row: Any, unknown: type[NotFound]) -> None:
        """The same for an assignment: whoever may not even know of it is told that there is none."""
        if self.may_work(action, row):
            return
        if self.caller.kind != "anonymous" and not self.may_work("assignment.read", row):
            raise unknown()
        raise self._refusal()

    def may_work(self, action: str, row: Any) -> bool:
        """Whether the caller may do it with this assignment."""
        mine = row.assignee is not None and row.assignee == self.caller.subject
        return self.may(action, row.department) or (mine and self.may_own(action, row.department))

    def _refusal(self) -> Refusal:
        return Unauthenticated() if self.caller.kind == "anonymous" else Forbidden()

    def require_department(self, action: str, department: str, unknown: type[NotFound]) -> None:
        """The same for a department: who may do it in others only is told that there is none of this code."""
        mine = self.departments_for(action)
        if mine == []:
            self.require(action)
        if mine is not None and department not in mine:
            raise unknown()

    def departments_for(self, action: str) -> list[str] | None:
        """The departments in which the caller may do it; None: in all."""
        allowed = POLICY[action]
        if any(allowed.get(level) == ALL for level in self.county):
            return None
        return sorted(department for department in self.departments if self.may(action, department))

    def reach(self, action: str) -> Reach:
        """What the caller sees of a list; Unauthenticated or Forbidden when that is nothing at all."""
        departments = self.departments_for(action)
        own = sorted(department for department in self.departments if self.may_own(action, department))
        if departments == [] and not own:
            raise self._refusal()
        return Reach(departments, own, self.caller.subject)


def standing(session: Session, caller: Caller) -> Standing:
    """Work out a caller's levels: roles from the token, tiers from the members as they are in this transaction."""
    if caller.kind == "staff":
        tiers = members.tiers_of(session, caller.subject)
        held = {department: frozenset({tier}) for department, tier in tiers.items()}
        return Standing(caller, frozenset(r for r in caller.roles if r in COUNTY_ROLES) | {ANYONE}, held)
    if caller.kind == "system" and caller.department:
        return Standing(caller, frozenset({ANYONE}), {caller.department: frozenset({"department_system"})})
    if caller.kind == "service":
        return Standing(caller, frozenset({ANYONE, "service"}))
    return Standing(caller, frozenset({ANYONE}))


def actor(caller: Caller) -> str:
    """Who is written down as having done it."""
    return (
        f"system:{caller.department}"
        if caller.kind == "system" and caller.department
        else caller.subject or caller.kind
    )
