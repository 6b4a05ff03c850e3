"""Who may do what with routing's objects: one table, deny by default."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.errors import Forbidden, NotFound, Unauthenticated
from services.routing.catalogue import members

COUNTY_ROLES = (
    "agent", "supervisor", "tier2", "relationship_manager", "council_office", "analyst", "operations",
    "administrator", "auditor",
)  # fmt: skip

ALL, DEPARTMENT = "all", "department"
ANYONE = "anyone"
WORK = {"employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT}
OVERSIGHT = dict.fromkeys(("supervisor", "administrator", "auditor", "relationship_manager"), ALL)
DESK = dict.fromkeys(("agent", "supervisor", "tier2", "administrator"), ALL)

# action → level → scope. A level that does not stand here may not.
POLICY: dict[str, dict[str, str]] = {
    "catalogue.read": {ANYONE: ALL},
    "request.preview": {ANYONE: ALL},
    "changes.read": {"service": ALL, "administrator": ALL},
    "completions.read": {"service": ALL},
    "member.set": {"manager": DEPARTMENT},
    "member.set_first": {"administrator": ALL},
    "assignment.list": WORK | OVERSIGHT,
    "assignment.read": WORK | OVERSIGHT,
    "assignment.accept": WORK,
    "assignment.return": WORK,
    "assignment.hold": WORK,
    "assignment.resume": WORK,
    "assignment.note": WORK | {"supervisor": ALL},
    "assignment.complete": WORK,
    "assignment.reassign": {"manager": DEPARTMENT, "supervisor": ALL},
    "triage.list": {"supervisor": ALL, "tier2": ALL, "administrator": ALL, "auditor": ALL},
    "triage.assign": {"supervisor": ALL},
    "callback.list": DESK | {"auditor": ALL},
    "callback.done": DESK,
    "feed.read": WORK | {"administrator": ALL, "operations": ALL, "auditor": ALL},
    "impact.list": {"supervisor": ALL, "administrator": ALL, "auditor": ALL, "relationship_manager": ALL},
    "department.provision": {"administrator": ALL},
    "outside.set": {"administrator": ALL},
    "outside.list": {"administrator": ALL, "operations": ALL, "supervisor": ALL, "auditor": ALL},
    "forwarding.list": DESK | {"operations": ALL, "auditor": ALL},
    "forwarding.retry": {"supervisor": ALL, "operations": ALL, "administrator": ALL},
}


@dataclass(frozen=True)
class Standing:
    """A caller's levels, county-wide ones and those held in departments."""

    caller: Caller
    county: frozenset[str]
    departments: dict[str, frozenset[str]] = field(default_factory=dict)

    def may(self, action: str, department: str | None = None) -> bool:
        """Whether the caller may do it with an object of this department."""
        allowed = POLICY[action]
        if any(allowed.get(level) == ALL for level in self.county):
            return True
        return any(level in allowed for level in self.departments.get(department or "", ()))

    def require(self, action: str, department: str | None = None) -> None:
        """Raise Unauthenticated or Forbidden unless the caller may."""
        if not self.may(action, department):
            raise Unauthenticated() if self.caller.kind == "anonymous" else Forbidden()

    def require_object(self, action: str, department: str, unknown: type[NotFound]) -> None:
        """The same for an object that a caller may not even know of: that one is told that there is none."""
        if not self.may("assignment.read", department) and self.caller.kind != "anonymous":
            raise unknown()
        self.require(action, department)

    def departments_for(self, action: str) -> list[str] | None:
        """The departments in which the caller may do it; None: in all."""
        allowed = POLICY[action]
        if any(allowed.get(level) == ALL for level in self.county):
            return None
        return sorted(d for d, levels in self.departments.items() if any(level in allowed for level in levels))


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
