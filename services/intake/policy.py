"""Who may do what with intake's objects: one table, deny by default."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from services.common.caller import Caller
from services.common.errors import Forbidden, Unauthenticated
from services.intake import catalogue

COUNTY_ROLES = (
    "agent", "supervisor", "tier2", "relationship_manager", "council_office", "analyst", "operations",
    "administrator", "auditor",
)  # fmt: skip

SYSTEMS = ("frontend", "open311")

ALL, DEPARTMENT, OWN = "all", "department", "own"

# action → level → scope. A level that does not stand here may not.
POLICY: dict[str, dict[str, str]] = {
    "request.open": dict.fromkeys(
        ("anonymous", "resident", *COUNTY_ROLES, "employee", "manager", *SYSTEMS, "department_system"), ALL
    ),
    "request.drill": {"supervisor": ALL, "administrator": ALL, "operations": ALL, "open311": ALL},
    "request.report": dict.fromkeys(SYSTEMS, ALL),
    "request.update": dict.fromkeys(SYSTEMS, ALL),
    "request.read": {
        "resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.list": {
        "agent": ALL, "supervisor": ALL, "administrator": ALL, "auditor": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.amend": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL},
    "request.note": {
        "resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "tier2": ALL,
        "employee": DEPARTMENT, "manager": DEPARTMENT, "department_system": DEPARTMENT,
    },
    "request.withdraw": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL},
    "request.reopen": {"resident": OWN, "agent": ALL, "supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "contact.record": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL,
                       "employee": DEPARTMENT, "manager": DEPARTMENT},
    "contact.read": {"agent": ALL, "supervisor": ALL, "tier2": ALL, "administrator": ALL, "auditor": ALL,
                     "employee": DEPARTMENT, "manager": DEPARTMENT},
    "contact.read_employee_complaint": {"supervisor": ALL, "administrator": ALL, "manager": DEPARTMENT},
    "facts.read": {"service": ALL},
    "key.check": {"service": ALL},
    "key.manage": {"administrator": ALL},
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A caller's levels, county-wide ones and those held in departments."""

    caller: Caller
    county: frozenset[str]
    departments: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def everywhere(self) -> frozenset[str]:
        """Every level that is held, in whichever department."""
        return self.county.union(*self.departments.values())

    def scope(self, action: str) -> str | None:
        """Return how far an action reaches: all, department, own, or None."""
        allowed = POLICY[action]
        scopes = {allowed.get(level) for level in self.everywhere}
        return next((scope for scope in (ALL, DEPARTMENT, OWN) if scope in scopes), None)

    def departments_for(self, action: str) -> list[str]:
        """Return the departments in which the caller may do it."""
        allowed = POLICY[action]
        return sorted(d for d, levels in self.departments.items() if any(level in allowed for level in levels))

    def may(self, action: str, department: str | None = None) -> bool:
        """Whether the caller may do it with an object of this department; PINs are checked elsewhere."""
        allowed = POLICY[action]
        if any(allowed.get(level) == ALL for level in self.everywhere):
            return True
        return any(level in allowed for level in self.departments.get(department or "", ()))

    def require(self, action: str, department: str | None = None) -> None:
        """Raise Unauthenticated or Forbidden unless the caller may."""
        if not self.may(action, department):
            raise Unauthenticated() if self.caller.kind == "anonymous" else Forbidden()


def standing(session: Session, caller: Caller) -> Standing:
    """Work out a caller's levels: roles from the token, tiers from the copy of routing's members."""
    if caller.kind == "staff":
        tiers = catalogue.tiers_of(session, caller.subject)
        held = {d: frozenset({tier, "employee"} if tier == "manager" else {tier}) for d, tier in tiers.items()}
        return Standing(caller, frozenset(r for r in caller.roles if r in COUNTY_ROLES), held)
    if caller.kind == "system":
        return system_standing(caller)
    return Standing(caller, frozenset({caller.kind}))


def system_standing(caller: Caller) -> Standing:
    """Work out the levels of a system: they follow from the kind of its key."""
    if caller.department:
        return Standing(caller, frozenset(), {caller.department: frozenset({"department_system"})})
    return Standing(caller, frozenset(role for role in caller.roles if role in SYSTEMS))
